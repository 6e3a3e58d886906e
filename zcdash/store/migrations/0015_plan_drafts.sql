-- Plans as drafts, submitted by one person and approved by another.

-- Drafts (plan_draft, plan_base, plan_draft_file) are not covered by the audit log: a draft is no fact and nothing rests on it.

-- One row is one saved version of a piece of work. Null base_version: begun from no version of a plan.
create table plan_draft (
    plan_draft integer primary key,
    work integer not null,
    plan text not null,
    kind text not null,
    base_plan text not null default '',
    base_version integer,
    plan_base integer not null,
    edits text not null,
    decisions text not null,
    source text not null default '',
    file_name text not null default '',
    reason text not null default '',
    ended text not null default '',
    name text not null,
    login text not null,
    saved_at timestamp not null
);

-- What the edits of a draft apply to: a proposal read from a document, or the tables of a plan. JSON.
create table plan_base (
    plan_base integer primary key,
    content text not null
);

create table plan_draft_file (
    hash text not null,
    piece integer not null,
    bytes bytea not null,
    primary key (hash, piece)
);

-- A plan as submitted, frozen. `tables` is JSON; null base_version: a plan that is not in the ledger yet.
create table plan_request (
    plan_request integer primary key,
    work integer not null,
    plan text not null,
    title text not null,
    kind text not null,
    base_version integer,
    tables text not null,
    summary text not null,
    reason text not null,
    source text not null,
    file_name text not null,
    name text not null,
    login text not null,
    asked_at timestamp not null
);

create table plan_decision (
    plan_decision integer primary key,
    plan_request integer not null,
    decision text not null check (decision in ('approved', 'refused', 'withdrawn')),
    note text not null,
    name text not null,
    login text not null,
    version integer,
    decided_at timestamp not null
);

-- The document that a version of a plan was read from.
create table plan_source (
    plan text not null,
    version integer not null,
    hash text not null,
    file_name text not null,
    primary key (plan, version)
);

-- The bytes of such a document in pieces of 64 KB.
create table plan_file (
    hash text not null,
    piece integer not null,
    bytes bytea not null,
    primary key (hash, piece)
);
