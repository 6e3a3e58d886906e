-- Evidence (佐证材料): files attached to a submission, or to one of its rows. Append-only.

-- A file is kept once, whatever it is attached to. Null preview: not a picture.
create table evidence_file (
    hash text primary key,
    size integer not null,
    kind text not null check (kind in ('pdf', 'jpg', 'png', 'docx', 'xlsx', 'ofd')),
    preview bytea
);

-- The bytes of a file in pieces of 64 KB: the database reads 2,048 rows at a time when it is copied or verified.
create table evidence_piece (
    hash text not null,
    piece integer not null,
    bytes bytea not null,
    primary key (hash, piece)
);

-- An empty code stands for the whole submission.
create table evidence (
    evidence integer primary key,
    submission integer not null,
    code text not null,
    file_name text not null,
    hash text not null,
    name text not null,
    login text not null,
    attached_at timestamp not null
);

create table evidence_withdrawal (
    evidence_withdrawal integer primary key,
    evidence integer not null,
    reason text not null,
    name text not null,
    withdrawn_at timestamp not null
);
