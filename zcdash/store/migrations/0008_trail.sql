-- Not covered by the audit log: how many failed sign-ins of an address the log holds or leaves out, in one hour; and the last
-- entry of the log that a syslog server was sent.
create table failed_sign_in (
    address text primary key,
    hour timestamp not null,
    failures integer not null,
    left_out integer not null
);
create table shipped (
    server text primary key,
    entry integer not null
);
