// A gift, never a need: every page works without it. It asks this server alone, keeps nothing, and its words come from the page.

const all = (what, within = document) => [...within.querySelectorAll(what)];
const one = (what, within = document) => within.querySelector(what);
const parsed = html => new DOMParser().parseFromString(html, "text/html");
const language = document.documentElement.lang;

// ---- times in the reader's own time zone

const clock = new Intl.DateTimeFormat(language, {
  day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23",
});

function localTimes(within) {
  for (const time of all("time[datetime*=T]", within)) {
    const moment = new Date(time.dateTime);
    if (!moment.getTimezoneOffset() || isNaN(moment) || !/\d:\d\d$/.test(time.textContent)) continue;
    const part = Object.fromEntries(clock.formatToParts(moment).map(each => [each.type, each.value]));
    time.textContent = `${part.day} ${part.month} ${part.year}, ${+part.hour}:${part.minute}`;
  }
  return within;
}

// ---- forms: sent once; what is pressed in an article is answered where it stands

let sent = false;

async function answerInPlace(form, button) {
  const article = button.closest("article");
  const said = new FormData(form, button);
  button.setAttribute("aria-busy", "true");
  const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(said) });
  if (!answer.ok) throw new Error(answer.status);
  const fresh = parsed(await answer.text()).getElementById(article.id);
  if (!fresh || new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
  const opened = all("details", article).map(each => each.open);
  all("details", fresh).forEach((each, place) => { each.open = opened[place] && each.className !== "kind" });
  fresh.classList.toggle("at", article.classList.contains("at"));
  article.replaceWith(localTimes(fresh));
  one(`[data-act="${button.dataset.act}"]`, fresh)?.focus({ preventScroll: true });
  if (!fresh.contains(document.activeElement)) fresh.focus({ preventScroll: true });
}

addEventListener("submit", event => {
  const form = event.target, button = event.submitter;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.id === "acts" && button?.closest("article") && !form.dataset.plain) {
    event.preventDefault();
    if (button.hasAttribute("aria-busy")) return;
    answerInPlace(form, button).catch(() => {
      form.dataset.plain = "yes"; // whatever went wrong: as without a script
      button.removeAttribute("aria-busy");
      setTimeout(() => form.requestSubmit(button)); // not while the first is still being told of
    });
    return;
  }
  // Once is enough. The button is let go again where no page follows, after a download for instance.
  sent = true;
  setTimeout(() => { if (button) button.disabled = true });
  setTimeout(() => { if (button) button.disabled = false; sent = false }, 8000);
});

// ---- writing: nothing typed is lost by a slip, pictures are seen before they are sent

const composing = () => all("form[data-compose]");

addEventListener("beforeunload", event => {
  const unsent = composing().some(form => all("textarea", form).some(field => field.value !== field.defaultValue));
  if (unsent && !sent) event.preventDefault();
});

function preview(input) {
  const before = input.nextElementSibling;
  if (before?.matches(".preview")) {
    all("img", before).forEach(image => URL.revokeObjectURL(image.src));
    before.remove();
  }
  const row = document.createElement("div");
  row.className = "preview row";
  for (const file of input.files) {
    if (!file.type.startsWith("image/")) continue;
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    row.append(image);
  }
  if (row.children.length) input.after(row);
}

function take(form, files) {
  const pictures = [...files].filter(file => file.type.startsWith("image/"));
  const inputs = all("input[type=file]", form);
  if (!pictures.length || !inputs.length) return false;
  for (const picture of pictures) {
    const input = inputs.find(each => each.multiple || !each.files.length);
    if (!input) break;
    const held = new DataTransfer();
    if (input.multiple) for (const file of input.files) held.items.add(file);
    held.items.add(picture);
    input.files = held.files;
    input.closest("details")?.setAttribute("open", "");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return true;
}

for (const form of composing()) {
  form.addEventListener("change", event => event.target.matches("input[type=file]") && preview(event.target));
  form.addEventListener("paste", event => take(form, event.clipboardData.files) && event.preventDefault());
  form.addEventListener("dragover", event => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", event => {
    form.classList.remove("over");
    if (event.dataTransfer.files.length) event.preventDefault();
    take(form, event.dataTransfer.files);
  });
}

// ---- the keyboard

const post = "main article[id^=s]";
const reading = () => one("article.at") || document.activeElement.closest?.(post);

function step(by) {
  const list = all(post), now = list.indexOf(reading());
  const next = list[now < 0 ? (by > 0 ? 0 : list.length - 1) : now + by];
  if (!next) return;
  all("article.at").forEach(each => each.classList.remove("at"));
  next.classList.add("at");
  next.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  next.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
}

function help() {
  let dialog = one("dialog.keys");
  if (!dialog) {
    const template = one("template#keys");
    if (!template) return;
    document.body.append(template.content.cloneNode(true));
    dialog = one("dialog.keys");
  }
  if (dialog.open) dialog.close(); else dialog.showModal();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => one(".rail a.write")?.click(),
  r: () => one('a[href^="/compose?reply="]', reading() || document.createElement("p"))?.click(),
  f: () => one('[data-act="favourite"]', reading() || document.createElement("p"))?.click(),
  "?": help,
};
const where = { о: "j", л: "k", т: "n", к: "r", а: "f" }; // the same keys of a Russian keyboard

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (one("dialog[open]") && event.key !== "?") return;
  if (event.key === "Enter" && event.target.matches("article")) return one(".when a", event.target)?.click();
  const russianMark = event.key === "," && event.shiftKey && event.code === "Digit7";
  const act = keys[russianMark ? "?" : where[event.key] || event.key];
  if (act) { event.preventDefault(); act() }
});

// ---- new posts: counted on a quiet button, put on the table when it is pressed

function live(button) {
  let source, waiting = [];
  const rule = new Intl.PluralRules(language);
  const place = button.closest("[data-live]");
  const shown = id => document.getElementById(id);

  function say() {
    const words = button.dataset[rule.select(waiting.length)] || button.dataset.other;
    button.textContent = words.replace(/\d+/, waiting.length);
    button.hidden = !waiting.length;
  }
  function queue(article) {
    const at = waiting.findIndex(each => each.id === article.id);
    if (at >= 0) waiting[at] = article; else if (!shown(article.id)) waiting.unshift(article);
    say();
  }
  const articles = html => all("article[id^=s]", parsed(html)).map(localTimes);

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(place.dataset.live);
    source.onopen = missed;
    source.addEventListener("update", event => articles(event.data).forEach(queue));
    source.addEventListener("status.update", event => {
      for (const fresh of articles(event.data)) {
        waiting = waiting.map(each => each.id === fresh.id ? fresh : each);
        if (!shown(fresh.id)?.contains(document.activeElement)) shown(fresh.id)?.replaceWith(fresh);
      }
    });
    source.addEventListener("delete", event => {
      waiting = waiting.filter(each => each.id !== `s${event.data}`);
      shown(`s${event.data}`)?.remove();
      say();
    });
  }
  async function missed() { // what came while nobody looked at this page
    const newest = waiting[0] || one(post);
    if (!newest) return;
    const answer = await fetch(`/home?min_id=${newest.id.slice(1)}`).catch(() => null);
    if (answer?.ok) all(post, parsed(await answer.text())).reverse().map(localTimes).forEach(queue);
  }
  function close() { source?.close(); source = null }

  button.addEventListener("click", () => {
    if (waiting.length >= 20 || !one(post)) return location.assign("/home"); // there may be more than was heard of
    const first = waiting[0];
    one(post).before(...waiting);
    waiting = [];
    say();
    first.focus();
  });
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open()); // a browser keeps few lines open
  addEventListener("pagehide", close);
  open();
}

localTimes(document);
if (one("[data-live] button")) live(one("[data-live] button"));
