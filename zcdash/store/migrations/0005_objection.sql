create table objection (
    objection integer primary key,
    plan text not null,
    who text not null check (who in ('unit', 'leader')),
    scored text not null,
    kind text not null check (kind in ('item', 'indicator', 'commitment', 'return')),
    code text not null,
    argument text not null,
    was text not null,
    name text not null,
    login text not null,
    filed_at timestamp not null
);

-- `rests_on` is what the ledger said of the row when it was answered: a light that the office decided on dies with it.
create table objection_answer (
    objection_answer integer primary key,
    objection integer not null,
    upheld boolean not null,
    effect text not null,
    rests_on text not null,
    points_before text not null,
    points_after text not null,
    note text not null,
    name text not null,
    answered_at timestamp not null
);

create table waiver (
    waiver integer primary key,
    plan text not null,
    code text not null,
    reason text not null,
    withdraws integer,
    name text not null,
    set_at timestamp not null
);
