using System.CommandLine;
using System.CommandLine.Help;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The command line: parses, runs, and turns every outcome into an exit code and a message.</summary>
internal static class BantamCommand
{
    /// <summary>Runs the program. Without arguments it prints the help.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where talk, progress and messages go.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        using Interruption interruption = new();
        CommandContext context = new(output, error, CommandLineText.Of(arguments), interruption.Token);
        ParseResult parsed = Root(context).Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in UsageError.Of(parsed))
            {
                context.Complain(message);
            }

            error.WriteLine("Try 'bantam --help', or 'bantam COMMAND --help'.");
            return ExitCode.Usage;
        }

        try
        {
            context.Apply(parsed);
            if (KernelSpeed.Warning is { } warning)
            {
                context.Say($"bantam: {warning}");
            }

            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException fault)
        {
            context.Complain(fault.Message);
            return interruption.ExitCode;
        }
        catch (Exception fault) when (!System.Diagnostics.Debugger.IsAttached)
        {
            context.Complain(fault.Message);
            return ExitCode.Of(fault);
        }
    }

    // A RootCommand would be called after the file that runs, which is not the name that people type.
    private static Command Root(CommandContext context)
    {
        Command root = new("bantam", "Bantam makes small neural networks smaller and proves it: train, count, compress, prove.")
        {
            FitCommand.Create(context),
            InspectCommand.Create(context),
            LintCommand.Create(context),
            DoctorCommand.Create(context),
            DevicesCommand.Create(context),
            DataCommand.Create(context),
            BenchCommand.Create(context),
            ConformanceCommand.Create(context),
            NumberCommand.Create(context),
            StudyCommand.Create(context),
            new HelpOption(),
            new VersionOption(),
        };
        context.Options.AddTo(root);
        return root;
    }
}
