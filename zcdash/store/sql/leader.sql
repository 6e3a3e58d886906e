-- One row per leader of a plan version.
select name, post, since, until
from leader
where plan = $plan and version = $version
order by place;
