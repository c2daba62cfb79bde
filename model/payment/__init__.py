"""How providers are paid: one contract a file.

service              what a contract can count
prices               every price, sum per head and term of the base year
measure              what a contract can measure besides counting
contract             what a contract is: one method about money, the rest derived
fee_per_procedure    a price per treatment, less above a baseline
block                a sum per provider
general_practice     a sum per person on a practice's list, and items of service
capitation           a sum per registered person, weighted for need
risk_weights         the weights
shared_savings       part of what care costs less than a benchmark; over what is paid for the care
attribution          whose patient is whose when nobody registers
aligned_incentive    a sum for the plan, and part of the price beside it
gain_risk_share      members share what the care of a system costs less or more than a control total
outcome_withhold     part of another contract's income, held back until a measure is reached
cost_centre          what a pool pays its members
distribution         keys by which members divide a saving, to the penny
profit_rule          what a residual claimant keeps, and who bears a loss
social_care_cash     the council's cash limit
client_contribution  what people pay towards their own social care
transformation_fund  money from outside for community places
transaction_cost     what the payment system itself costs
contract_terms       what may be written of each kind of contract
contract_file        the YAML door of contracts
activity_table       the CSV door of what a contract is settled on
settlements          on account by the month, settled by the year
resources            headings of what care costs
pockets              what one service less leaves to each party
margins              what one more of each action does to the decider's entity
"""
