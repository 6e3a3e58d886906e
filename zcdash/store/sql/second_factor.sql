-- One row: the second factor of a login as its newest row has it, or none; an empty secret is no second factor.
select second_factor, secret, recovery, set_at
from second_factor
where login = $login
order by second_factor desc
limit 1;
