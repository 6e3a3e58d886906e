-- Acts that two people do: proposed by one, confirmed or refused by another. Append-only.

-- `act` is the command, `arguments` its arguments as JSON, `state` what the act rests on; the other fields are those of the
-- entry in the log that the act would make.
create table pending_act (
    pending_act integer primary key,
    act text not null,
    arguments text not null,
    state text not null,
    what text not null,
    plan text not null,
    period text not null,
    subject text not null,
    before text not null,
    after text not null,
    reason text not null,
    name text not null,
    login text not null,
    proposed_at timestamp not null
);

create table pending_act_decision (
    pending_act_decision integer primary key,
    pending_act integer not null,
    confirmed boolean not null,
    note text not null,
    name text not null,
    login text not null,
    decided_at timestamp not null
);
