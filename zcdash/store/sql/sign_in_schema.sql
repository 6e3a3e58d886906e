-- One row: when the ledger began to note since when an account is as it is.
select applied_at
from migration
where number = 6;
