using System.CommandLine;
using System.CommandLine.Parsing;

namespace Bantam.Cli;

/// <summary>The command line: parses, runs, and turns every outcome into an exit code and a message.</summary>
internal static class BantamCommand
{
    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where talk, progress and messages go.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        using Interruption interruption = new();
        CommandContext context = new(output, error, $"bantam {string.Join(' ', arguments)}".TrimEnd(), interruption.Token);
        RootCommand root = Root(context);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError fault in parsed.Errors)
            {
                error.WriteLine($"bantam: {fault.Message}");
            }

            error.WriteLine("Try 'bantam --help', or 'bantam COMMAND --help'.");
            return ExitCode.Usage;
        }

        try
        {
            context.Apply(parsed);
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException fault)
        {
            error.WriteLine($"bantam: {fault.Message}");
            return interruption.ExitCode;
        }
        catch (Exception fault) when (!System.Diagnostics.Debugger.IsAttached)
        {
            error.WriteLine($"bantam: {fault.Message}");
            return ExitCode.Of(fault);
        }
    }

    private static RootCommand Root(CommandContext context)
    {
        RootCommand root = new("Bantam makes small neural networks smaller and proves it: train, count, compress, prove.")
        {
            FitCommand.Create(context),
            DoctorCommand.Create(context),
            DevicesCommand.Create(context),
            DataCommand.Create(context),
        };
        context.Options.AddTo(root);
        return root;
    }
}
