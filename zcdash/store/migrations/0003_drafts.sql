-- Drafts of the web form: not covered by the audit log, because a draft is no fact and nothing rests on it.
create table draft (
    draft integer primary key,
    plan text not null,
    period text not null,
    unit text not null,
    cells text not null,
    ended text not null default '',
    name text not null,
    login text not null,
    saved_at timestamp not null
);
