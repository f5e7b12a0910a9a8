"""La séance du comité de pilotage : son ordre du jour, sa conduite, ses décisions."""
