-- Plans of any kind: phases, recurring duties, amounts, deadline rules, signing chains, planned values beside a baseline.

alter table plan_version add column kind text default 'annual';

-- Steps of the signing chain in order, joined by semicolons.
alter table plan_version add column signing text default 'unit_head;deputy;office';

-- Deadline rule where it is not `report_day`, a day of the month after; then `report_day` is 1 and means nothing.
alter table plan_version add column deadline_rule text default '';

-- True where running totals go on over the turn of a year.
alter table plan_version add column totals_since_start boolean default false;

-- Deadline rule of one period; empty where the plan's counts.
alter table period add column deadline text default '';

alter table commitment add column starts date;

alter table commitment add column phase text default '';

alter table commitment add column quantity double precision;

alter table commitment add column quantity_unit text default '';

alter table commitment add column recurs text default '';

alter table commitment add column zero_report boolean default false;

alter table indicator add column baseline_period text default '';

alter table indicator add column baseline_source text default '';

alter table indicator add column baseline_pending boolean default false;

alter table indicator add column strict boolean default false;

-- The list of directions in 0001 has no range: a range is stored as `about` of which `ranged` is true.
alter table indicator add column ranged boolean default false;

alter table indicator add column attribute text default '';

-- `plan:indicator` that owns the number; empty where it is this plan's own.
alter table indicator add column cites text default '';

alter table cell add column address text default '';

create table phase (
    plan text not null,
    version integer not null,
    code text not null,
    place integer not null,
    name text not null,
    starts date not null,
    ends date not null,
    parent text not null,
    primary key (plan, version, code)
);

-- What a planned value is beside its number: its printed words, its percent of the baseline, the upper end of a range.
create table planned_term (
    plan text not null,
    version integer not null,
    indicator text not null,
    period text not null,
    words text not null,
    relative double precision,
    upper double precision,
    primary key (plan, version, indicator, period)
);
