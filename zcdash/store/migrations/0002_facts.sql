-- What was reported. Append-only: a correction is a new submission that supersedes, so the history is the trail.
create table submission (
    submission integer primary key,
    plan text not null,
    version integer not null,
    period text not null,
    unit text not null,
    filed_by text not null,
    filed_at timestamp not null,
    filed_on date not null,
    file_name text not null,
    file_hash text not null,
    file_bytes bytea not null,
    supersedes integer
);

create table actual (
    submission integer not null,
    indicator text not null,
    value double precision not null,
    typed text not null,
    note text not null,
    sheet text not null,
    cell text not null,
    primary key (submission, indicator)
);

create table progress (
    submission integer not null,
    commitment text not null,
    state text not null check (state in ('done', 'partly', 'not_done')),
    done_on date,
    note text not null,
    sheet text not null,
    cell text not null,
    primary key (submission, commitment)
);

create table words (
    submission integer not null,
    item text not null,
    progress text not null,
    problem text not null,
    next_step text not null,
    sheet text not null,
    cell text not null,
    primary key (submission, item)
);

create table finding (
    submission integer not null,
    place_number integer not null,
    code text not null,
    severity text not null check (severity in ('error', 'warning')),
    place text not null,
    sentence text not null,
    advice text not null,
    primary key (submission, place_number)
);

create table setting (
    setting integer primary key,
    name text not null,
    value text not null,
    set_by text not null,
    set_at timestamp not null
);

-- One row per unit and period: the submission that counts.
create view latest_submission as
select plan, period, unit, max(submission) as submission
from submission
group by plan, period, unit;

-- One row per item: the unit that answers for it, the lead unit.
create view lead_unit as
select plan, version, item, name as unit
from responsible
where role = 'lead' and not leads;
