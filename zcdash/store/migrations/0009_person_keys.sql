-- The salts under which digests hold the names of persons (see store/personal.py). Not covered by the audit log, because a salt is
-- erased with its name. With a commitment, `value` is the pseudonym that replaced a name, and there is no salt.
create table person_key (
    value text primary key,
    salt text not null,
    commitment text not null
);
