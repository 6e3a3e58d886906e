-- The hash function of an entry and of the digests in it: sha256 or sm3, by the setting at the time of the act.
alter table log add column algorithm text default 'sha256';

-- Signatures of the log's head, not covered by the log: an entry for each would be a new head without a signature.
create table signed_head (
    signed_head integer primary key,
    entry integer not null,
    hash text not null,
    signed_at timestamp not null,
    signature text not null,
    key text not null
);
