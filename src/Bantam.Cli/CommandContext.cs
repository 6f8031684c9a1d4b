using System.CommandLine;
using Bantam.Model;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>What every command needs: where to write, and the global options.</summary>
internal sealed class CommandContext
{
    private const int WidthOfFiles = 100;
    private const int MaximumThreads = 1024;

    private readonly TextWriter _error;

    public CommandContext(TextWriter output, TextWriter error, string commandLine, CancellationToken cancellation)
    {
        Output = output;
        _error = error;
        Cancellation = cancellation;
        CommandLine = commandLine;
        Results = ConsoleOver(output, Console.IsOutputRedirected, "auto");
        Talk = ConsoleOver(error, Console.IsErrorRedirected, "auto");
    }

    public GlobalOptions Options { get; } = new();

    public CancellationToken Cancellation { get; }

    /// <summary>The command line as it was typed.</summary>
    public string CommandLine { get; }

    /// <summary>Standard output, for JSON.</summary>
    public TextWriter Output { get; }

    /// <summary>Results for people: standard output, or standard error where JSON takes the former.</summary>
    public IAnsiConsole Results { get; private set; }

    /// <summary>Talk and progress: standard error.</summary>
    public IAnsiConsole Talk { get; private set; }

    public bool IsJson { get; private set; }

    public bool IsQuiet { get; private set; }

    public bool ShowsProgress { get; private set; }

    public ulong Seed { get; private set; }

    /// <summary>Reads the global options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Apply(ParseResult parsed)
    {
        int threads = parsed.GetValue(Options.Threads);
        if (threads is < 1 or > MaximumThreads)
        {
            throw new ArgumentException($"--threads is between 1 and {MaximumThreads}, but got {threads}.");
        }

        Parallelism.Threads = threads;
        Seed = parsed.GetValue(Options.Seed);
        IsJson = parsed.GetValue(Options.Json);
        IsQuiet = parsed.GetValue(Options.Quiet);
        ShowsProgress = !IsQuiet && parsed.GetValue(Options.Progress) != "none";
        string color = parsed.GetValue(Options.Color)!;
        Talk = ConsoleOver(IsQuiet ? TextWriter.Null : _error, Console.IsErrorRedirected, color);
        Results = IsJson ? Talk : ConsoleOver(Output, Console.IsOutputRedirected, color);
    }

    private static IAnsiConsole ConsoleOver(TextWriter writer, bool isFile, string color)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = color switch { "always" => AnsiSupport.Yes, "never" => AnsiSupport.No, _ => AnsiSupport.Detect },
            ColorSystem = color switch { "always" => ColorSystemSupport.Standard, "never" => ColorSystemSupport.NoColors, _ => ColorSystemSupport.Detect },
        });
        if (isFile)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
