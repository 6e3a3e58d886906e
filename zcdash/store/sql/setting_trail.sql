-- One row per value that a setting was ever given, newest first.
select setting, name, value, set_by, set_at
from setting
where name = $name
order by setting desc;
