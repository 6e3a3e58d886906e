-- The plan as loaded, version by version; nothing of an older version is ever changed.
create table plan (
    plan text primary key,
    number text not null
);

create table plan_version (
    plan text not null references plan (plan),
    version integer not null check (version > 0),
    digest text not null,
    reason text not null,
    loaded_at timestamp not null,
    title text not null,
    issuer text not null,
    issued date not null,
    year integer not null,
    report_day integer not null check (report_day between 1 and 28),
    report_to text not null,
    signers text not null,
    contact text not null,
    source_file text not null,
    primary key (plan, version)
);

create table period (
    plan text not null,
    version integer not null,
    period text not null,
    starts date not null,
    ends date not null check (ends >= starts),
    primary key (plan, version, period)
);

create table chapter (
    plan text not null,
    version integer not null,
    chapter integer not null,
    title text not null,
    primary key (plan, version, chapter)
);

create table unit (
    plan text not null,
    version integer not null,
    name text not null,
    place integer not null,
    kind text not null check (kind in ('department', 'town', 'sub-district', 'zone', 'enterprise', 'group')),
    aliases text not null,
    successor text not null,
    note text not null,
    primary key (plan, version, name)
);

create table unit_member (
    plan text not null,
    version integer not null,
    name text not null,
    place integer not null,
    member text not null,
    primary key (plan, version, name, member)
);

create table leader (
    plan text not null,
    version integer not null,
    name text not null,
    place integer not null,
    post text not null,
    since date,
    until date,
    primary key (plan, version, name)
);

create table item (
    plan text not null,
    version integer not null,
    code text not null,
    number integer not null,
    chapter integer not null,
    seq integer not null,
    focus text not null,
    title text not null,
    goal text not null,
    deadline text not null,
    lines text not null,
    primary key (plan, version, code)
);

create table responsible (
    plan text not null,
    version integer not null,
    item text not null,
    leads boolean not null,
    name text not null,
    role text not null check (role in ('lead', 'support')),
    place integer not null,
    assumed boolean not null,
    primary key (plan, version, item, leads, name)
);

create table target (
    plan text not null,
    version integer not null,
    item text not null,
    period text not null,
    text text not null,
    primary key (plan, version, item, period)
);

create table cell (
    plan text not null,
    version integer not null,
    item text not null,
    cell text not null,
    lines text not null,
    figures text not null,
    primary key (plan, version, item, cell)
);

create table commitment (
    plan text not null,
    version integer not null,
    code text not null,
    place integer not null,
    item text not null,
    period text not null,
    project text not null,
    text text not null,
    due date not null,
    exact boolean not null,
    standing boolean not null,
    answers text not null,
    primary key (plan, version, code)
);

create table indicator (
    plan text not null,
    version integer not null,
    code text not null,
    place integer not null,
    item text not null,
    name text not null,
    unit text not null,
    basis text not null check (basis in ('cumulative', 'quarter', 'level', 'growth')),
    direction text not null check (direction in ('at_least', 'at_most', 'about', 'hold')),
    tolerance double precision,
    baseline double precision,
    annual double precision,
    annual_printed boolean not null,
    answers text not null,
    data_source text not null,
    sum_of text not null,
    headline integer,
    primary key (plan, version, code)
);

create table planned (
    plan text not null,
    version integer not null,
    indicator text not null,
    period text not null,
    value double precision not null,
    derived boolean not null,
    primary key (plan, version, indicator, period)
);

create table doubt (
    plan text not null,
    version integer not null,
    place integer not null,
    item text not null,
    what text not null,
    reading text not null,
    primary key (plan, version, place)
);
