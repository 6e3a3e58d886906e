-- One row per member of a group.
select name, member
from unit_member
where plan = $plan and version = $version
order by name, place;
