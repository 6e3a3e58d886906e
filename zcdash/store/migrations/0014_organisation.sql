-- The office's own register of units, people and posts. Append-only: a later row of the same `unit`, `person` or `post` counts.

-- A unit under one name; `unit` is the name that it was first registered under, and stays. Aliases are joined by semicolons.
create table organisation_unit (
    organisation_unit integer primary key,
    unit text not null,
    name text not null,
    kind text not null,
    aliases text not null,
    parent text not null,
    since date,
    until date,
    source text not null,
    reason text not null,
    set_at timestamp not null
);

-- `unit` goes on as `successor` from the day `since` on: renamed, merged or split. Several rows with one unit or one successor.
create table organisation_succession (
    organisation_succession integer primary key,
    unit text not null,
    successor text not null,
    kind text not null check (kind in ('renamed', 'merged', 'split')),
    since date not null,
    source text not null,
    reason text not null,
    set_at timestamp not null
);

create table organisation_person (
    organisation_person integer primary key,
    person text not null,
    name text not null,
    phone text not null,
    email text not null,
    set_at timestamp not null
);

create table organisation_post (
    organisation_post integer primary key,
    post text not null,
    person text not null,
    kind text not null check (kind in ('leader', 'unit_head', 'clerk')),
    title text not null,
    field text not null,
    unit text not null,
    since date,
    until date,
    source text not null,
    reason text not null,
    set_at timestamp not null
);

-- The version of a plan that an act on its units made. The returns of `periods` stand under the `units` that gave way, as the
-- version before names them. Both are joined by semicolons.
create table reorganised_plan (
    reorganised_plan integer primary key,
    plan text not null,
    version integer not null,
    since date not null,
    units text not null,
    periods text not null
);
