-- Plans, version by version. A version is never changed after it is written.
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
    kind text not null check (kind in ('unit', 'leader')),
    name text not null,
    role text not null check (role in ('lead', 'support')),
    place integer not null,
    assumed boolean not null,
    primary key (plan, version, item, kind, name)
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
    ongoing boolean not null,
    reporting_unit text not null,
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
    reporting_unit text not null,
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

-- Submissions. Append-only: a correction is a new submission that supersedes the old one.
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

create table narrative (
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

-- One row per item and lead unit.
create view lead_unit as
select plan, version, item, name as unit
from responsible
where role = 'lead' and kind = 'unit';

-- The regime: accounts, sign-offs, deadlines, closes, and the hash-chained audit log.
create table log (
    entry integer primary key,
    acted_at timestamp not null,
    login text not null,
    name text not null,
    role text not null,
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
    digest_version integer not null,
    hash text not null
);

create table account (
    account integer primary key,
    login text not null,
    name text not null,
    email text not null,
    role text not null,
    unit text not null,
    leader text not null,
    password_hash text not null,
    must_change boolean not null,
    active boolean not null
);

-- Sessions and failed sign-ins: ephemeral, so not covered by the audit log.
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
    cause text not null,
    ratio double precision,
    gap double precision,
    made_good_in text,
    deadline date,
    sent_on date,
    returned_on date,
    awaits text,
    waiting text,
    reported_in text,
    part text,
    more integer,
    overridden_by text,
    override_reason text,
    planned double precision,
    planned_total double precision,
    actual double precision,
    actual_total double precision,
    filed boolean not null,
    state text,
    done_on date,
    -- As shown on the day of the close, for the record: nothing compares it.
    sentence text not null,
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
    -- Facts of the assessment as JSON; the override lapses when they change.
    rests_on text not null,
    name text not null,
    set_at timestamp not null
);

create table correction_request (
    correction_request integer primary key,
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

create table correction_decision (
    correction_decision integer primary key,
    correction_request integer not null,
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
    month text not null check (month like '____M__'),
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

-- Bulletins as issued, and every draft of their paragraphs.
create table bulletin (
    bulletin integer primary key,
    plan text not null,
    period text not null,
    close integer not null,
    number integer not null check (number > 0),
    title text not null,
    text text not null,
    docx bytea not null,
    hash text not null,
    issued_by text not null,
    issued_at timestamp not null,
    head text not null
);

create table bulletin_draft (
    bulletin_draft integer primary key,
    plan text not null,
    period text not null,
    close integer not null,
    text text not null,
    name text not null,
    saved_at timestamp not null
);

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

-- `rests_on` holds the facts of the scored row as JSON; a light the office decided lapses when they change.
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

-- Notices (督办单), the replies to them, and their ends.
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
