"""La photographie : ce que disent les pages de lecture, pour comparer avant et après un remaniement."""
