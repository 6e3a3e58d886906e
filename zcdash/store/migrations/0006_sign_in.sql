-- Sign-in: since when an account is as it is, when a session's person last proved who they are, second factors, identities of the
-- office's provider.

-- Null: older than this migration.
alter table account add column set_at timestamp;

-- Null: at its start.
alter table session add column authenticated_at timestamp;
-- Up to when the session's person has seen the sign-ins from new addresses. Null: from its start.
alter table session add column acknowledged_at timestamp;

-- The newest row of a login counts; an empty secret is no second factor. The secret is encrypted, of the recovery codes only the
-- hashes are kept, separated by blanks.
create table second_factor (
    second_factor integer primary key,
    login text not null,
    secret text not null,
    recovery text not null,
    set_at timestamp not null
);

-- Which person at the provider an account belongs to. The newest row of a login counts; an empty subject is nobody yet.
create table identity (
    identity integer primary key,
    login text not null,
    issuer text not null,
    subject text not null,
    set_at timestamp not null
);

-- Ephemeral, like sessions: sign-ins that still need a code, and the time step of the last code that each login used.
create table pending_sign_in (
    token_hash text primary key,
    login text not null,
    started timestamp not null
);

create table code_step (
    login text primary key,
    step integer not null
);
