BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	username TEXT NOT NULL, 
	username_key TEXT NOT NULL, 
	domain TEXT DEFAULT '' NOT NULL, 
	uri TEXT, 
	display_name TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	note_html TEXT DEFAULT '' NOT NULL, 
	fields TEXT DEFAULT '[]' NOT NULL, 
	avatar TEXT, 
	header TEXT, 
	closed BOOLEAN DEFAULT 0 NOT NULL, 
	locked BOOLEAN DEFAULT 0 NOT NULL, 
	bot BOOLEAN DEFAULT 0 NOT NULL, 
	discoverable BOOLEAN DEFAULT 0 NOT NULL, 
	indexable BOOLEAN DEFAULT 0 NOT NULL, 
	graph_hidden BOOLEAN DEFAULT 0 NOT NULL, 
	suspended BOOLEAN DEFAULT 0 NOT NULL, 
	silenced BOOLEAN DEFAULT 0 NOT NULL, 
	created_month INTEGER NOT NULL, 
	active_week INTEGER, 
	followers_count INTEGER DEFAULT 0 NOT NULL, 
	following_count INTEGER DEFAULT 0 NOT NULL, 
	statuses_count INTEGER DEFAULT 0 NOT NULL, 
	version INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "account" VALUES(117637120000000001,'vera','vera','',NULL,'Вера','','','[]',NULL,NULL,1,0,0,0,0,1,0,0,1793491200000,1794787200000,0,0,1,1);
INSERT INTO "account" VALUES(117637120000000005,'ivan','ivan','',NULL,'','','','[]',NULL,NULL,1,0,0,0,0,1,0,0,1793491200000,1794787200000,0,0,1,1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE app (
	id INTEGER NOT NULL, 
	client_id TEXT NOT NULL, 
	secret_hash TEXT NOT NULL, 
	name TEXT NOT NULL, 
	website TEXT DEFAULT '' NOT NULL, 
	redirect_uris TEXT NOT NULL, 
	scopes TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "app" VALUES(117637120000000017,'an-app','0','An app','','urn:ietf:wg:oauth:2.0:oob','read');
CREATE TABLE block (
	blocker_id INTEGER NOT NULL, 
	blocked_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	PRIMARY KEY (blocker_id, blocked_id)
)
 WITHOUT ROWID

;
CREATE TABLE bookmark (
	account_id INTEGER NOT NULL, 
	status_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	PRIMARY KEY (account_id, status_id)
)
 WITHOUT ROWID

;
CREATE TABLE circle (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE circle_member (
	circle_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	PRIMARY KEY (circle_id, account_id)
)
 WITHOUT ROWID

;
CREATE TABLE custom_emoji (
	shortcode TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	extension TEXT NOT NULL, 
	category TEXT DEFAULT '' NOT NULL, 
	hidden BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (shortcode)
)
 WITHOUT ROWID

;
CREATE TABLE favourite (
	account_id INTEGER NOT NULL, 
	status_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	PRIMARY KEY (account_id, status_id)
)
 WITHOUT ROWID

;
CREATE TABLE follow (
	follower_id INTEGER NOT NULL, 
	followee_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	reads_from INTEGER, 
	reblogs BOOLEAN DEFAULT 0 NOT NULL, 
	notify BOOLEAN DEFAULT 0 NOT NULL, 
	languages TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (follower_id, followee_id)
)
 WITHOUT ROWID

;
CREATE TABLE follow_request (
	followee_id INTEGER NOT NULL, 
	follower_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	reblogs BOOLEAN DEFAULT 0 NOT NULL, 
	notify BOOLEAN DEFAULT 0 NOT NULL, 
	languages TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (followee_id, follower_id)
)
 WITHOUT ROWID

;
CREATE TABLE id_sequence (
	one INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (one)
)
 WITHOUT ROWID

;
INSERT INTO "id_sequence" VALUES(1,117637120000000024);
CREATE TABLE idempotency (
	key_hash TEXT NOT NULL, 
	status_id INTEGER NOT NULL, 
	expires_at INTEGER NOT NULL, 
	PRIMARY KEY (key_hash)
)
 WITHOUT ROWID

;
CREATE TABLE invite (
	code_hash TEXT NOT NULL, 
	role TEXT DEFAULT 'member' NOT NULL, 
	uses_left INTEGER NOT NULL, 
	expires_at INTEGER NOT NULL, 
	PRIMARY KEY (code_hash)
)
 WITHOUT ROWID

;
INSERT INTO "invite" VALUES('2222222222222222222222222222222222222222222222222222222222222222','member',1,1795604800000);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	body TEXT NOT NULL, 
	run_at INTEGER NOT NULL, 
	attempts SMALLINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "job" VALUES(117637120000000011,'PollEnded','{"status_id":117637120000000009}',1795003600000,0);
INSERT INTO "job" VALUES(117637120000000012,'StatusPosted','{"status_id":117637120000000009}',1795000000000,0);
INSERT INTO "job" VALUES(117637120000000014,'StatusPosted','{"status_id":117637120000000013}',1795000000000,0);
CREATE TABLE list (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	replies_policy TEXT DEFAULT 'list' NOT NULL, 
	"exclusive" BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE list_member (
	list_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	PRIMARY KEY (list_id, account_id)
)
 WITHOUT ROWID

;
CREATE TABLE login (
	id INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	account_id INTEGER NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	created_week INTEGER NOT NULL, 
	expires_at INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE marker (
	account_id INTEGER NOT NULL, 
	timeline TEXT NOT NULL, 
	last_read_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	PRIMARY KEY (account_id, timeline)
)
 WITHOUT ROWID

;
CREATE TABLE media (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	status_id INTEGER, 
	position SMALLINT DEFAULT 0 NOT NULL, 
	"key" TEXT NOT NULL, 
	kind TEXT DEFAULT 'image' NOT NULL, 
	media_type TEXT NOT NULL, 
	extension TEXT NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	small_width INTEGER NOT NULL, 
	small_height INTEGER NOT NULL, 
	blurhash TEXT DEFAULT '' NOT NULL, 
	colour TEXT DEFAULT '' NOT NULL, 
	description TEXT DEFAULT '' NOT NULL, 
	focus_x SMALLINT DEFAULT 0 NOT NULL, 
	focus_y SMALLINT DEFAULT 0 NOT NULL, 
	withdrawn_at INTEGER, 
	PRIMARY KEY (id)
);
CREATE TABLE member (
	account_id INTEGER NOT NULL, 
	email TEXT, 
	email_key TEXT, 
	password TEXT NOT NULL, 
	role TEXT DEFAULT 'member' NOT NULL, 
	state TEXT DEFAULT 'active' NOT NULL, 
	language TEXT DEFAULT '' NOT NULL, 
	default_audience TEXT DEFAULT 'followers' NOT NULL, 
	default_circle_id INTEGER, 
	default_sensitive BOOLEAN DEFAULT 0 NOT NULL, 
	default_expires_in_s INTEGER, 
	default_reblog_audience TEXT DEFAULT 'followers' NOT NULL, 
	new_followers_read_from TEXT DEFAULT 'now' NOT NULL, 
	fold_after_days INTEGER, 
	fold_to TEXT DEFAULT 'self' NOT NULL, 
	PRIMARY KEY (account_id)
)
 WITHOUT ROWID

;
INSERT INTO "member" VALUES(117637120000000001,NULL,NULL,'no password','member','active','','followers',NULL,0,NULL,'followers','now',NULL,'self');
INSERT INTO "member" VALUES(117637120000000005,NULL,NULL,'no password','admin','active','','followers',NULL,0,NULL,'followers','now',NULL,'self');
CREATE TABLE mention (
	status_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	since INTEGER NOT NULL, 
	position SMALLINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (status_id, account_id)
)
 WITHOUT ROWID

;
INSERT INTO "mention" VALUES(117637120000000013,117637120000000001,1795000000000,0);
CREATE TABLE mute (
	muter_id INTEGER NOT NULL, 
	muted_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	until INTEGER, 
	notifications BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (muter_id, muted_id)
)
 WITHOUT ROWID

;
CREATE TABLE newest (
	account_id INTEGER NOT NULL, 
	bound INTEGER NOT NULL, 
	PRIMARY KEY (account_id)
)
 WITHOUT ROWID

;
INSERT INTO "newest" VALUES(117637120000000001,117637120000000009);
INSERT INTO "newest" VALUES(117637120000000005,117637120000000013);
CREATE TABLE notification (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	from_account_id INTEGER NOT NULL, 
	status_id INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE oauth_code (
	code_hash TEXT NOT NULL, 
	app_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	redirect_uri TEXT NOT NULL, 
	scopes TEXT NOT NULL, 
	challenge TEXT DEFAULT '' NOT NULL, 
	expires_at INTEGER NOT NULL, 
	token_id INTEGER, 
	PRIMARY KEY (code_hash)
)
 WITHOUT ROWID

;
CREATE TABLE pin (
	account_id INTEGER NOT NULL, 
	status_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	PRIMARY KEY (account_id, status_id)
)
 WITHOUT ROWID

;
CREATE TABLE poll (
	status_id INTEGER NOT NULL, 
	expires_at INTEGER, 
	multiple BOOLEAN DEFAULT 0 NOT NULL, 
	hide_totals BOOLEAN DEFAULT 0 NOT NULL, 
	votes_count INTEGER DEFAULT 0 NOT NULL, 
	voters_count INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY (status_id)
)
 WITHOUT ROWID

;
INSERT INTO "poll" VALUES(117637120000000009,1795003600000,0,0,0,0);
CREATE TABLE poll_option (
	status_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	votes_count INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY (status_id, position)
)
 WITHOUT ROWID

;
INSERT INTO "poll_option" VALUES(117637120000000009,0,'tea',0);
INSERT INTO "poll_option" VALUES(117637120000000009,1,'coffee',0);
CREATE TABLE poll_vote (
	status_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (status_id, account_id, position)
)
 WITHOUT ROWID

;
CREATE TABLE server (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
)
 WITHOUT ROWID

;
CREATE TABLE status (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	audience TEXT NOT NULL, 
	circle_id INTEGER, 
	expires_at INTEGER, 
	reblog_of_id INTEGER, 
	in_reply_to_id INTEGER, 
	in_reply_to_account_id INTEGER, 
	thread_id INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, 
	edited_at INTEGER, 
	version INTEGER DEFAULT 0 NOT NULL, 
	favourites_count INTEGER DEFAULT 0 NOT NULL, 
	reblogs_count INTEGER DEFAULT 0 NOT NULL, 
	replies_count INTEGER DEFAULT 0 NOT NULL, 
	has_media BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "status" VALUES(117637120000000009,117637120000000001,'public',NULL,NULL,NULL,NULL,NULL,117637120000000009,1795000000000,NULL,0,0,0,0,0);
INSERT INTO "status" VALUES(117637120000000013,117637120000000005,'direct',NULL,NULL,NULL,NULL,NULL,117637120000000013,1795000000000,NULL,0,0,0,0,0);
CREATE TABLE status_tag (
	tag_id INTEGER NOT NULL, 
	status_id INTEGER NOT NULL, 
	PRIMARY KEY (tag_id, status_id)
)
 WITHOUT ROWID

;
INSERT INTO "status_tag" VALUES(117637120000000010,117637120000000009);
CREATE TABLE status_text (
	status_id INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	html TEXT NOT NULL, 
	spoiler TEXT NOT NULL, 
	language TEXT NOT NULL, 
	sensitive BOOLEAN DEFAULT 0 NOT NULL, 
	uri TEXT, 
	history_from INTEGER NOT NULL, 
	PRIMARY KEY (status_id)
)
 WITHOUT ROWID

;
INSERT INTO "status_text" VALUES(117637120000000009,'The samovar is on. #tea','<p>The samovar is on. <a href="http://kitchen.test/tags/tea" class="mention hashtag" rel="tag nofollow noopener noreferrer">#<span>tea</span></a></p>','','',0,NULL,0);
INSERT INTO "status_text" VALUES(117637120000000013,'Only for @vera, and for nobody else.','<p>Only for <span class="h-card"><a href="http://kitchen.test/@vera" class="u-url mention" rel="nofollow noopener noreferrer">@<span>vera</span></a></span>, and for nobody else.</p>','','',0,NULL,0);
CREATE TABLE status_version (
	status_id INTEGER NOT NULL, 
	edited_at INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	html TEXT NOT NULL, 
	spoiler TEXT NOT NULL, 
	sensitive BOOLEAN DEFAULT 0 NOT NULL, 
	media TEXT NOT NULL, 
	poll TEXT NOT NULL, 
	PRIMARY KEY (status_id, edited_at)
)
 WITHOUT ROWID

;
CREATE TABLE tag (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "tag" VALUES(117637120000000010,'tea','tea');
CREATE TABLE thread_mute (
	account_id INTEGER NOT NULL, 
	thread_id INTEGER NOT NULL, 
	PRIMARY KEY (account_id, thread_id)
)
 WITHOUT ROWID

;
CREATE TABLE token (
	id INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	app_id INTEGER NOT NULL, 
	account_id INTEGER, 
	scopes TEXT NOT NULL, 
	created_week INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "token" VALUES(117637120000000021,'1111111111111111111111111111111111111111111111111111111111111111',117637120000000017,117637120000000001,'read',1794787200000);
CREATE UNIQUE INDEX account_by_name ON account (username_key, domain);
CREATE UNIQUE INDEX app_by_client ON app (client_id);
CREATE INDEX block_of ON block (blocked_id, blocker_id);
CREATE INDEX bookmark_by_id ON bookmark (account_id, id);
CREATE INDEX bookmark_of ON bookmark (status_id);
CREATE INDEX circle_by_account ON circle (account_id);
CREATE INDEX circle_member_of ON circle_member (account_id, circle_id);
CREATE INDEX favourite_by_id ON favourite (account_id, id);
CREATE INDEX favourite_of ON favourite (status_id, account_id);
CREATE INDEX follow_of ON follow (followee_id, follower_id);
CREATE INDEX follow_request_by ON follow_request (follower_id, followee_id);
CREATE INDEX job_due ON job (run_at, id);
CREATE INDEX list_by_account ON list (account_id);
CREATE INDEX list_member_of ON list_member (account_id, list_id);
CREATE INDEX login_by_account ON login (account_id);
CREATE UNIQUE INDEX login_by_hash ON login (hash);
CREATE INDEX media_by_account ON media (account_id);
CREATE UNIQUE INDEX media_by_key ON media ("key");
CREATE INDEX media_by_status ON media (status_id);
CREATE UNIQUE INDEX member_by_email ON member (email_key);
CREATE INDEX mention_of ON mention (account_id, status_id);
CREATE INDEX mute_of ON mute (muted_id);
CREATE INDEX notification_by_account ON notification (account_id, id);
CREATE INDEX notification_from ON notification (from_account_id);
CREATE INDEX notification_of ON notification (status_id);
CREATE UNIQUE INDEX notification_once ON notification (account_id, kind, from_account_id, status_id);
CREATE INDEX poll_vote_by ON poll_vote (account_id);
CREATE INDEX status_by_account ON status (account_id, id);
CREATE INDEX status_by_circle ON status (circle_id) WHERE circle_id IS NOT NULL;
CREATE INDEX status_by_expiry ON status (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX status_by_parent ON status (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX status_by_reblog ON status (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX status_by_thread ON status (thread_id, id);
CREATE INDEX status_listed ON status (id) WHERE audience IN ('public', 'members') AND reblog_of_id IS NULL;
CREATE INDEX status_tag_of ON status_tag (status_id, tag_id);
CREATE UNIQUE INDEX tag_by_key ON tag ("key");
CREATE INDEX token_by_account ON token (account_id);
CREATE INDEX token_by_app ON token (app_id);
CREATE UNIQUE INDEX token_by_hash ON token (hash);
COMMIT;
