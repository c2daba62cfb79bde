"""How providers are paid: one contract a file.

service              what a contract can count
prices               every price, sum per head and term of the base year
contract             what a contract is: one method about money, the rest derived
fee_per_procedure    a price per treatment, less above a baseline
block                a sum per provider
general_practice     a sum per person on a practice's list
capitation           a sum per registered person, weighted for need
risk_weights         the weights
social_care_cash     the council's cash limit
transformation_fund  money from outside for community places
transaction_cost     what the payment system itself costs
settlements          on account by the month, settled by the year
resources            headings of what care costs
pockets              what one service less leaves to each party
margins              what one more of each action does to the decider's entity
"""
