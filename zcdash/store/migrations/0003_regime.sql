-- The regime: who may act, what was signed, by when, what was closed; and the chained log of every act.
create table log (
    entry integer primary key,
    acted_at timestamp not null,
    login text not null,
    name text not null,
    duty text not null,
    origin text not null,
    what text not null,
    plan text not null,
    period text not null,
    unit text not null,
    subject text not null,
    before text not null,
    after text not null,
    brought text not null,
    previous text not null,
    hash text not null
);

create table account (
    account integer primary key,
    login text not null,
    name text not null,
    email text not null,
    duty text not null,
    unit text not null,
    leader text not null,
    secret text not null,
    must_change boolean not null,
    active boolean not null
);

-- Who is signed in, and who failed to: of the moment, so neither is chained.
create table session (
    token_hash text primary key,
    login text not null,
    started timestamp not null,
    seen timestamp not null,
    origin text not null,
    ended timestamp
);

create table attempt (
    login text primary key,
    failures integer not null,
    last_at timestamp not null
);

create table sign_off (
    sign_off integer primary key,
    submission integer not null,
    step text not null check (step in ('unit_head', 'deputy', 'office')),
    decision text not null check (decision in ('signed', 'returned')),
    leader text not null,
    name text not null,
    login text not null,
    substitute boolean not null,
    note text not null,
    codes text not null,
    signed_at timestamp not null,
    signed_on date not null
);

create table absence (
    absence integer primary key,
    plan text not null,
    leader text not null,
    substitute text not null,
    starts date not null,
    ends date not null,
    reason text not null,
    cancels integer
);

create table concession (
    concession integer primary key,
    plan text not null,
    period text not null,
    unit text not null,
    kind text not null check (kind in ('extension', 'exception')),
    until date not null,
    reason text not null,
    name text not null,
    granted_at timestamp not null
);

create table lock_date (
    lock_date integer primary key,
    plan text not null,
    period text not null,
    locks_on date,
    reason text not null,
    name text not null,
    set_at timestamp not null
);

create table close (
    close integer primary key,
    plan text not null,
    period text not null,
    revision integer not null,
    version integer not null,
    pack text not null,
    pack_text text not null,
    as_of date not null,
    deadline date not null,
    counts text not null,
    reason text not null,
    name text not null,
    closed_at timestamp not null
);

create table close_submission (
    close integer not null,
    unit text not null,
    submission integer not null,
    primary key (close, unit)
);

create table close_assessment (
    close integer not null,
    kind text not null check (kind in ('item', 'indicator', 'commitment')),
    code text not null,
    light text not null,
    calculated text,
    reason text not null,
    ratio double precision,
    gap double precision,
    planned double precision,
    planned_total double precision,
    actual double precision,
    actual_total double precision,
    filed boolean not null,
    state text,
    done_on date,
    primary key (close, kind, code)
);

create table reopening (
    reopening integer primary key,
    close integer not null,
    reason text not null,
    name text not null,
    reopened_at timestamp not null
);

create table override (
    override integer primary key,
    plan text not null,
    period text not null,
    code text not null,
    light text not null,
    reason text not null,
    calculated text not null,
    name text not null,
    set_at timestamp not null
);

create table plan_request (
    plan_request integer primary key,
    plan text not null,
    kind text not null,
    code text not null,
    period text not null,
    was text not null,
    wanted text not null,
    reason text not null,
    name text not null,
    login text not null,
    asked_at timestamp not null
);

create table plan_decision (
    plan_decision integer primary key,
    plan_request integer not null,
    approved boolean not null,
    note text not null,
    name text not null,
    version integer,
    decided_at timestamp not null
);

create table breakdown (
    breakdown integer primary key,
    plan text not null,
    commitment text not null,
    unit text not null,
    month integer not null check (month between 1 and 12),
    due date not null,
    person text not null,
    name text not null,
    set_at timestamp not null
);

-- One row per unit and period: the newest submission that the supervision office accepted and nobody sent back since.
create view accepted_submission as
select s.plan, s.period, s.unit, max(s.submission) as submission
from submission s
join sign_off o on o.submission = s.submission and o.step = 'office' and o.decision = 'signed'
where not exists (
    select 1 from sign_off r where r.submission = o.submission and r.decision = 'returned' and r.sign_off > o.sign_off
)
group by s.plan, s.period, s.unit;

-- One row per view, unit and period: the submission that counts there. What was sent back counts in neither.
create view counting as
select 'official' as seen, plan, period, unit, submission
from accepted_submission
union all
select 'filed' as seen, l.plan, l.period, l.unit, coalesce(a.submission, l.submission) as submission
from latest_submission l
left join accepted_submission a
    on a.plan = l.plan and a.period = l.period and a.unit = l.unit
    and exists (select 1 from sign_off r where r.submission = l.submission and r.decision = 'returned')
where a.submission is not null
    or not exists (select 1 from sign_off r where r.submission = l.submission and r.decision = 'returned');
