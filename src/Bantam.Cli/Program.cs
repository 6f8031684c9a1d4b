using Bantam.Cli;

return BantamCommand.Run(args, Console.Out, Console.Error);
