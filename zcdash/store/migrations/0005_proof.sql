-- The hash function of an entry and of the digests in it: sha256 or sm3, by the setting at the time of the act.
alter table log add column algorithm text default 'sha256';
