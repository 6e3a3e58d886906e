-- Codes of the rows that a confirmed finding is about, with blanks between them.
alter table finding add column codes text default '';
