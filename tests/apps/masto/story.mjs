// What a script with masto does: signed in with a token, it posts, reads page by page, filters, and hears its stream.
// Usage: node story.mjs ADDRESS VERAS_TOKEN MISHAS_TOKEN. Ends with an error at the first thing that is not so.
import assert from "node:assert/strict";
import { createRestAPIClient, createStreamingAPIClient } from "masto";

const [url, verasToken, mishasToken] = process.argv.slice(2);
const vera = createRestAPIClient({ url, accessToken: verasToken });
const misha = createRestAPIClient({ url, accessToken: mishasToken });

// Fields that the library's types require, as JavaScript has them: a name with `?` may be null.
const ACCOUNT = {
  id: "string", username: "string", acct: "string", displayName: "string", locked: "boolean", bot: "boolean",
  createdAt: "string", note: "string", url: "string", avatar: "string", avatarStatic: "string", header: "string",
  headerStatic: "string", followersCount: "number", followingCount: "number", statusesCount: "number",
  lastStatusAt: "string?", emojis: "array", fields: "array", group: "boolean", roles: "array",
};
const STATUS = {
  id: "string", uri: "string", url: "string?", createdAt: "string", editedAt: "string?", account: ACCOUNT,
  content: "string", visibility: "string", sensitive: "boolean", spoilerText: "string", mediaAttachments: "array",
  mentions: "array", tags: "array", emojis: "array", reblogsCount: "number", favouritesCount: "number",
  repliesCount: "number", inReplyToId: "string?", inReplyToAccountId: "string?", reblog: "object?", poll: "object?",
  card: "object?", language: "string?", favourited: "boolean", reblogged: "boolean", bookmarked: "boolean",
  muted: "boolean", filtered: "array",
};
const NOTIFICATION = { id: "string", type: "string", createdAt: "string", account: ACCOUNT };
const GROUP = {
  groupKey: "string", notificationsCount: "number", type: "string", mostRecentNotificationId: "number|string",
  sampleAccountIds: "array", latestPageNotificationAt: "string",
};
const FILTER = {
  id: "string", title: "string", context: "array", expiresAt: "string?", filterAction: "string", keywords: "array",
  statuses: "array",
};
const INSTANCE = {
  domain: "string", title: "string", version: "string", sourceUrl: "string", description: "string", usage: "object",
  thumbnail: "object", languages: "array", configuration: "object", registrations: "object", contact: "object",
  rules: "array",
};

function fits(value, shape, name) {
  for (const [field, kind] of Object.entries(shape)) {
    const found = value[field];
    const where = `${name}.${field}`;
    if (typeof kind === "object") {
      fits(found, kind, where);
    } else if (!(kind.endsWith("?") && found === null)) {
      const kinds = kind.replace("?", "").split("|");
      assert.ok(kinds.includes(Array.isArray(found) ? "array" : typeof found), `${where} is ${found}`);
    }
    if (field.endsWith("At") && found !== null) assert.ok(!Number.isNaN(Date.parse(found)), `${where} is no time`);
  }
  return value;
}

// The first event that this is true of; the stream is left open for others.
async function hears(events, right) {
  for await (const event of events) if (right(event)) return event;
  assert.fail("the stream has ended");
}

const me = fits(await vera.v1.accounts.verifyCredentials(), ACCOUNT, "account");
const instance = fits(await vera.v2.instance.fetch(), INSTANCE, "instance");

// Posting and reading, page by page.
const ids = [];
for (const n of [1, 2, 3, 4, 5]) {
  const status = await vera.v1.statuses.create({ status: `number ${n} #${me.username}`, visibility: "public" });
  ids.unshift(fits(status, STATUS, "status").id);
}
const pages = [];
for await (const page of misha.v1.timelines.tag.$select(me.username).list({ limit: 2 })) {
  pages.push(page.map((status) => fits(status, STATUS, "status").id));
}
assert.deepEqual(pages.flat(), ids);
assert.equal(pages[0].length, 2);
assert.equal((await misha.v1.timelines.public.list({ limit: 1 }))[0].id, ids[0]);
assert.equal((await vera.v1.timelines.home.list({ limit: 1 }))[0].id, ids[0]);
const media = await vera.v2.media.create({
  file: new Blob([Buffer.from("R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=", "base64")], { type: "image/gif" }),
  description: "a dot",
});
assert.equal(media.description, "a dot");
await assert.rejects(misha.v1.statuses.$select("1").fetch(), (error) => error.statusCode === 404);

// Filters of today.
const filter = await misha.v2.filters.create({
  title: "soup", context: ["home", "public"], filterAction: "warn", expiresIn: 3600,
  keywordsAttributes: [{ keyword: "borscht", wholeWord: true }],
});
fits(filter, FILTER, "filter");
assert.equal(filter.keywords[0].keyword, "borscht");
const soup = await vera.v1.statuses.create({ status: "a plate of borscht", visibility: "public" });
const seen = await misha.v1.statuses.$select(soup.id).fetch();
assert.equal(seen.filtered[0].filter.title, "soup");
await misha.v2.filters.$select(filter.id).remove();
assert.deepEqual(await misha.v2.filters.list(), []);

// The stream, over one WebSocket whose token is its subprotocol.
const streaming = createStreamingAPIClient({
  streamingApiUrl: instance.configuration.urls.streaming, accessToken: verasToken,
});
const tagged = streaming.hashtag.subscribe({ tag: "bread" });
const user = streaming.user.subscribe();
const updates = hears(tagged, (event) => event.event === "update");
const told = hears(user.values(), (event) => event.event === "notification");
let heard = null;
updates.then((event) => { heard = event; });
const posted = [];
while (heard === null) { // nobody says when a subscription has begun
  posted.push((await misha.v1.statuses.create({ status: "#bread", visibility: "public" })).id);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(posted.length < 50, "no update");
}
assert.ok(posted.includes(fits(heard.payload, STATUS, "update").id));
assert.deepEqual(heard.stream, ["hashtag", "bread"]);
const gone = hears(streaming.hashtag.subscribe({ tag: "bread" }), (event) => event.event === "delete");
const last = posted.at(-1);
await misha.v1.statuses.$select(ids[0]).favourite();
fits((await told).payload, NOTIFICATION, "notification");
await misha.v1.statuses.$select(last).remove();
assert.equal((await gone).payload, last);
streaming.close();

// Notifications of today, in groups.
const groups = await vera.v2.notifications.list();
fits(groups.notificationGroups[0], GROUP, "group");
assert.equal(groups.notificationGroups[0].type, "favourite");
assert.equal(await vera.v2.notifications.unreadCount.fetch().then((said) => said.count), 1);
console.log("all is so");
process.exit(0);
