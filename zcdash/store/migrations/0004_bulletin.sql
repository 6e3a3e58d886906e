-- What leaves the house: the bulletins as they were issued, and every draft of their sentences.
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
