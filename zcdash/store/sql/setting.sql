-- One row: the last value of a setting, or none.
select value, set_by, set_at
from setting
where name = $name
order by setting desc
limit 1;
