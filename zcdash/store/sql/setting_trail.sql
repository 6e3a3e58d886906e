-- One row per value that a setting was ever given, newest first.
select *
from setting
where name = $name
order by setting desc;
