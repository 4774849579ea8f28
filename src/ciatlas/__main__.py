from ciatlas.cli import main

main()
