CREATE TABLE public.account (
    id bigint NOT NULL,
    username text NOT NULL,
    username_key text NOT NULL,
    domain text DEFAULT ''::text NOT NULL,
    uri text,
    display_name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    note_html text DEFAULT ''::text NOT NULL,
    fields text DEFAULT '[]'::text NOT NULL,
    avatar text,
    header text,
    closed boolean DEFAULT false NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    bot boolean DEFAULT false NOT NULL,
    discoverable boolean DEFAULT false NOT NULL,
    indexable boolean DEFAULT false NOT NULL,
    graph_hidden boolean DEFAULT false NOT NULL,
    suspended boolean DEFAULT false NOT NULL,
    silenced boolean DEFAULT false NOT NULL,
    created_month bigint NOT NULL,
    active_week bigint,
    followers_count bigint DEFAULT 0 NOT NULL,
    following_count bigint DEFAULT 0 NOT NULL,
    statuses_count bigint DEFAULT 0 NOT NULL,
    version bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.app (
    id bigint NOT NULL,
    client_id text NOT NULL,
    secret_hash text NOT NULL,
    name text NOT NULL,
    website text DEFAULT ''::text NOT NULL,
    redirect_uris text NOT NULL,
    scopes text NOT NULL
);
CREATE TABLE public.block (
    blocker_id bigint NOT NULL,
    blocked_id bigint NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.bookmark (
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.circle (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL
);
CREATE TABLE public.circle_member (
    circle_id bigint NOT NULL,
    account_id bigint NOT NULL
);
CREATE TABLE public.custom_emoji (
    shortcode text NOT NULL,
    key text NOT NULL,
    extension text NOT NULL,
    category text DEFAULT ''::text NOT NULL,
    hidden boolean DEFAULT false NOT NULL
);
CREATE TABLE public.favourite (
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.follow (
    follower_id bigint NOT NULL,
    followee_id bigint NOT NULL,
    id bigint NOT NULL,
    reads_from bigint,
    reblogs boolean DEFAULT false NOT NULL,
    notify boolean DEFAULT false NOT NULL,
    languages text DEFAULT '[]'::text NOT NULL
);
CREATE TABLE public.follow_request (
    followee_id bigint NOT NULL,
    follower_id bigint NOT NULL,
    id bigint NOT NULL,
    reblogs boolean DEFAULT false NOT NULL,
    notify boolean DEFAULT false NOT NULL,
    languages text DEFAULT '[]'::text NOT NULL
);
CREATE TABLE public.id_sequence (
    one bigint NOT NULL,
    last bigint NOT NULL
);
CREATE TABLE public.idempotency (
    key_hash text NOT NULL,
    status_id bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.invite (
    code_hash text NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    uses_left bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.job (
    id bigint NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    run_at bigint NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL
);
CREATE TABLE public.list (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    replies_policy text DEFAULT 'list'::text NOT NULL,
    exclusive boolean DEFAULT false NOT NULL
);
CREATE TABLE public.list_member (
    list_id bigint NOT NULL,
    account_id bigint NOT NULL
);
CREATE TABLE public.login (
    id bigint NOT NULL,
    hash text NOT NULL,
    account_id bigint NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    created_week bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.marker (
    account_id bigint NOT NULL,
    timeline text NOT NULL,
    last_read_id bigint NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.media (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    status_id bigint,
    "position" smallint DEFAULT 0 NOT NULL,
    key text NOT NULL,
    kind text DEFAULT 'image'::text NOT NULL,
    media_type text NOT NULL,
    extension text NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    small_width bigint NOT NULL,
    small_height bigint NOT NULL,
    blurhash text DEFAULT ''::text NOT NULL,
    colour text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    focus_x smallint DEFAULT 0 NOT NULL,
    focus_y smallint DEFAULT 0 NOT NULL,
    withdrawn_at bigint
);
CREATE TABLE public.member (
    account_id bigint NOT NULL,
    email text,
    email_key text,
    password text NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    default_audience text DEFAULT 'followers'::text NOT NULL,
    default_circle_id bigint,
    default_sensitive boolean DEFAULT false NOT NULL,
    default_expires_in_s bigint,
    default_reblog_audience text DEFAULT 'followers'::text NOT NULL,
    new_followers_read_from text DEFAULT 'now'::text NOT NULL,
    fold_after_days bigint,
    fold_to text DEFAULT 'self'::text NOT NULL
);
CREATE TABLE public.mention (
    status_id bigint NOT NULL,
    account_id bigint NOT NULL,
    since bigint NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL
);
CREATE TABLE public.mute (
    muter_id bigint NOT NULL,
    muted_id bigint NOT NULL,
    id bigint NOT NULL,
    until bigint,
    notifications boolean DEFAULT false NOT NULL
);
CREATE TABLE public.newest (
    account_id bigint NOT NULL,
    bound bigint NOT NULL
);
CREATE TABLE public.notification (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    from_account_id bigint NOT NULL,
    status_id bigint NOT NULL
);
CREATE TABLE public.oauth_code (
    code_hash text NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint NOT NULL,
    redirect_uri text NOT NULL,
    scopes text NOT NULL,
    challenge text DEFAULT ''::text NOT NULL,
    expires_at bigint NOT NULL,
    token_id bigint
);
CREATE TABLE public.pin (
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.poll (
    status_id bigint NOT NULL,
    expires_at bigint,
    multiple boolean DEFAULT false NOT NULL,
    hide_totals boolean DEFAULT false NOT NULL,
    votes_count bigint DEFAULT 0 NOT NULL,
    voters_count bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.poll_option (
    status_id bigint NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    votes_count bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.poll_vote (
    status_id bigint NOT NULL,
    account_id bigint NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE public.server (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.status (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    audience text NOT NULL,
    circle_id bigint,
    expires_at bigint,
    reblog_of_id bigint,
    in_reply_to_id bigint,
    in_reply_to_account_id bigint,
    thread_id bigint NOT NULL,
    created_at bigint NOT NULL,
    edited_at bigint,
    version bigint DEFAULT 0 NOT NULL,
    favourites_count bigint DEFAULT 0 NOT NULL,
    reblogs_count bigint DEFAULT 0 NOT NULL,
    replies_count bigint DEFAULT 0 NOT NULL,
    has_media boolean DEFAULT false NOT NULL
);
CREATE TABLE public.status_tag (
    tag_id bigint NOT NULL,
    status_id bigint NOT NULL
);
CREATE TABLE public.status_text (
    status_id bigint NOT NULL,
    source text NOT NULL,
    html text NOT NULL,
    spoiler text NOT NULL,
    language text NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    uri text,
    history_from bigint NOT NULL
);
CREATE TABLE public.status_version (
    status_id bigint NOT NULL,
    edited_at bigint NOT NULL,
    source text NOT NULL,
    html text NOT NULL,
    spoiler text NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    media text NOT NULL,
    poll text NOT NULL
);
CREATE TABLE public.tag (
    id bigint NOT NULL,
    key text NOT NULL,
    name text NOT NULL
);
CREATE TABLE public.thread_mute (
    account_id bigint NOT NULL,
    thread_id bigint NOT NULL
);
CREATE TABLE public.token (
    id bigint NOT NULL,
    hash text NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint,
    scopes text NOT NULL,
    created_week bigint NOT NULL
);
INSERT INTO public.account VALUES (117637120000000001, 'vera', 'vera', '', NULL, 'Вера', '', '', '[]', NULL, NULL, true, false, false, false, false, true, false, false, 1793491200000, 1794787200000, 0, 0, 1, 1);
INSERT INTO public.account VALUES (117637120000000005, 'ivan', 'ivan', '', NULL, '', '', '', '[]', NULL, NULL, true, false, false, false, false, true, false, false, 1793491200000, 1794787200000, 0, 0, 1, 1);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.app VALUES (117637120000000017, 'an-app', '0', 'An app', '', 'urn:ietf:wg:oauth:2.0:oob', 'read');
INSERT INTO public.id_sequence VALUES (1, 117637120000000024);
INSERT INTO public.invite VALUES ('2222222222222222222222222222222222222222222222222222222222222222', 'member', 1, 1795604800000);
INSERT INTO public.job VALUES (117637120000000011, 'PollEnded', '{"status_id":117637120000000009}', 1795003600000, 0);
INSERT INTO public.job VALUES (117637120000000012, 'StatusPosted', '{"status_id":117637120000000009}', 1795000000000, 0);
INSERT INTO public.job VALUES (117637120000000014, 'StatusPosted', '{"status_id":117637120000000013}', 1795000000000, 0);
INSERT INTO public.member VALUES (117637120000000001, NULL, NULL, 'no password', 'member', 'active', '', 'followers', NULL, false, NULL, 'followers', 'now', NULL, 'self');
INSERT INTO public.member VALUES (117637120000000005, NULL, NULL, 'no password', 'admin', 'active', '', 'followers', NULL, false, NULL, 'followers', 'now', NULL, 'self');
INSERT INTO public.mention VALUES (117637120000000013, 117637120000000001, 1795000000000, 0);
INSERT INTO public.newest VALUES (117637120000000001, 117637120000000009);
INSERT INTO public.newest VALUES (117637120000000005, 117637120000000013);
INSERT INTO public.poll VALUES (117637120000000009, 1795003600000, false, false, 0, 0);
INSERT INTO public.poll_option VALUES (117637120000000009, 0, 'tea', 0);
INSERT INTO public.poll_option VALUES (117637120000000009, 1, 'coffee', 0);
INSERT INTO public.status VALUES (117637120000000009, 117637120000000001, 'public', NULL, NULL, NULL, NULL, NULL, 117637120000000009, 1795000000000, NULL, 0, 0, 0, 0, false);
INSERT INTO public.status VALUES (117637120000000013, 117637120000000005, 'direct', NULL, NULL, NULL, NULL, NULL, 117637120000000013, 1795000000000, NULL, 0, 0, 0, 0, false);
INSERT INTO public.status_tag VALUES (117637120000000010, 117637120000000009);
INSERT INTO public.status_text VALUES (117637120000000009, 'The samovar is on. #tea', '<p>The samovar is on. <a href="http://kitchen.test/tags/tea" class="mention hashtag" rel="tag nofollow noopener noreferrer">#<span>tea</span></a></p>', '', '', false, NULL, 0);
INSERT INTO public.status_text VALUES (117637120000000013, 'Only for @vera, and for nobody else.', '<p>Only for <span class="h-card"><a href="http://kitchen.test/@vera" class="u-url mention" rel="nofollow noopener noreferrer">@<span>vera</span></a></span>, and for nobody else.</p>', '', '', false, NULL, 0);
INSERT INTO public.tag VALUES (117637120000000010, 'tea', 'tea');
INSERT INTO public.token VALUES (117637120000000021, '1111111111111111111111111111111111111111111111111111111111111111', 117637120000000017, 117637120000000001, 'read', 1794787200000);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.app
    ADD CONSTRAINT app_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.block
    ADD CONSTRAINT block_pkey PRIMARY KEY (blocker_id, blocked_id);
ALTER TABLE ONLY public.bookmark
    ADD CONSTRAINT bookmark_pkey PRIMARY KEY (account_id, status_id);
ALTER TABLE ONLY public.circle_member
    ADD CONSTRAINT circle_member_pkey PRIMARY KEY (circle_id, account_id);
ALTER TABLE ONLY public.circle
    ADD CONSTRAINT circle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.custom_emoji
    ADD CONSTRAINT custom_emoji_pkey PRIMARY KEY (shortcode);
ALTER TABLE ONLY public.favourite
    ADD CONSTRAINT favourite_pkey PRIMARY KEY (account_id, status_id);
ALTER TABLE ONLY public.follow
    ADD CONSTRAINT follow_pkey PRIMARY KEY (follower_id, followee_id);
ALTER TABLE ONLY public.follow_request
    ADD CONSTRAINT follow_request_pkey PRIMARY KEY (followee_id, follower_id);
ALTER TABLE ONLY public.id_sequence
    ADD CONSTRAINT id_sequence_pkey PRIMARY KEY (one);
ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (key_hash);
ALTER TABLE ONLY public.invite
    ADD CONSTRAINT invite_pkey PRIMARY KEY (code_hash);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.list_member
    ADD CONSTRAINT list_member_pkey PRIMARY KEY (list_id, account_id);
ALTER TABLE ONLY public.list
    ADD CONSTRAINT list_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.marker
    ADD CONSTRAINT marker_pkey PRIMARY KEY (account_id, timeline);
ALTER TABLE ONLY public.media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY public.mention
    ADD CONSTRAINT mention_pkey PRIMARY KEY (status_id, account_id);
ALTER TABLE ONLY public.mute
    ADD CONSTRAINT mute_pkey PRIMARY KEY (muter_id, muted_id);
ALTER TABLE ONLY public.newest
    ADD CONSTRAINT newest_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.oauth_code
    ADD CONSTRAINT oauth_code_pkey PRIMARY KEY (code_hash);
ALTER TABLE ONLY public.pin
    ADD CONSTRAINT pin_pkey PRIMARY KEY (account_id, status_id);
ALTER TABLE ONLY public.poll_option
    ADD CONSTRAINT poll_option_pkey PRIMARY KEY (status_id, "position");
ALTER TABLE ONLY public.poll
    ADD CONSTRAINT poll_pkey PRIMARY KEY (status_id);
ALTER TABLE ONLY public.poll_vote
    ADD CONSTRAINT poll_vote_pkey PRIMARY KEY (status_id, account_id, "position");
ALTER TABLE ONLY public.server
    ADD CONSTRAINT server_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.status
    ADD CONSTRAINT status_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.status_tag
    ADD CONSTRAINT status_tag_pkey PRIMARY KEY (tag_id, status_id);
ALTER TABLE ONLY public.status_text
    ADD CONSTRAINT status_text_pkey PRIMARY KEY (status_id);
ALTER TABLE ONLY public.status_version
    ADD CONSTRAINT status_version_pkey PRIMARY KEY (status_id, edited_at);
ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.thread_mute
    ADD CONSTRAINT thread_mute_pkey PRIMARY KEY (account_id, thread_id);
ALTER TABLE ONLY public.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX account_by_name ON public.account USING btree (username_key, domain);
CREATE UNIQUE INDEX app_by_client ON public.app USING btree (client_id);
CREATE INDEX block_of ON public.block USING btree (blocked_id, blocker_id);
CREATE INDEX bookmark_by_id ON public.bookmark USING btree (account_id, id);
CREATE INDEX bookmark_of ON public.bookmark USING btree (status_id);
CREATE INDEX circle_by_account ON public.circle USING btree (account_id);
CREATE INDEX circle_member_of ON public.circle_member USING btree (account_id, circle_id);
CREATE INDEX favourite_by_id ON public.favourite USING btree (account_id, id);
CREATE INDEX favourite_of ON public.favourite USING btree (status_id, account_id);
CREATE INDEX follow_of ON public.follow USING btree (followee_id, follower_id);
CREATE INDEX follow_request_by ON public.follow_request USING btree (follower_id, followee_id);
CREATE INDEX job_due ON public.job USING btree (run_at, id);
CREATE INDEX list_by_account ON public.list USING btree (account_id);
CREATE INDEX list_member_of ON public.list_member USING btree (account_id, list_id);
CREATE INDEX login_by_account ON public.login USING btree (account_id);
CREATE UNIQUE INDEX login_by_hash ON public.login USING btree (hash);
CREATE INDEX media_by_account ON public.media USING btree (account_id);
CREATE UNIQUE INDEX media_by_key ON public.media USING btree (key);
CREATE INDEX media_by_status ON public.media USING btree (status_id);
CREATE UNIQUE INDEX member_by_email ON public.member USING btree (email_key);
CREATE INDEX mention_of ON public.mention USING btree (account_id, status_id);
CREATE INDEX mute_of ON public.mute USING btree (muted_id);
CREATE INDEX notification_by_account ON public.notification USING btree (account_id, id);
CREATE INDEX notification_from ON public.notification USING btree (from_account_id);
CREATE INDEX notification_of ON public.notification USING btree (status_id);
CREATE UNIQUE INDEX notification_once ON public.notification USING btree (account_id, kind, from_account_id, status_id);
CREATE INDEX poll_vote_by ON public.poll_vote USING btree (account_id);
CREATE INDEX status_by_account ON public.status USING btree (account_id, id);
CREATE INDEX status_by_circle ON public.status USING btree (circle_id) WHERE (circle_id IS NOT NULL);
CREATE INDEX status_by_expiry ON public.status USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX status_by_parent ON public.status USING btree (in_reply_to_id, id) WHERE (in_reply_to_id IS NOT NULL);
CREATE INDEX status_by_reblog ON public.status USING btree (reblog_of_id, account_id) WHERE (reblog_of_id IS NOT NULL);
CREATE INDEX status_by_thread ON public.status USING btree (thread_id, id);
CREATE INDEX status_listed ON public.status USING btree (id) WHERE ((audience = ANY (ARRAY['public'::text, 'members'::text])) AND (reblog_of_id IS NULL));
CREATE INDEX status_tag_of ON public.status_tag USING btree (status_id, tag_id);
CREATE UNIQUE INDEX tag_by_key ON public.tag USING btree (key);
CREATE INDEX token_by_account ON public.token USING btree (account_id);
CREATE INDEX token_by_app ON public.token USING btree (app_id);
CREATE UNIQUE INDEX token_by_hash ON public.token USING btree (hash);
