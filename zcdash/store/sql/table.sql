-- One row per table of the ledger.
select table_name as name
from information_schema.tables
where table_type = 'BASE TABLE' and table_schema = current_schema()
order by table_name;
