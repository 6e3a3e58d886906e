-- 督办单: what the supervision office told a unit to answer for, what the unit answered, and how it ended.
create table notice (
    notice integer primary key,
    plan text not null,
    period text not null,
    kind text not null check (kind in ('item', 'return')),
    code text not null,
    unit text not null,
    leader text not null,
    step text not null check (step in ('remind', 'supervise', 'interview')),
    reason text not null,
    text text not null,
    due date not null,
    rules text not null,
    issued_by text not null,
    issued_at timestamp not null,
    issued_on date not null
);

create table notice_reply (
    notice_reply integer primary key,
    notice integer not null,
    cause text not null,
    next_step text not null,
    promised date not null,
    name text not null,
    replied_at timestamp not null,
    replied_on date not null
);

create table notice_end (
    notice_end integer primary key,
    notice integer not null,
    note text not null,
    name text not null,
    ended_at timestamp not null,
    ended_on date not null
);
