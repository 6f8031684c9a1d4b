using System.CommandLine;
using Bantam.Model;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>What every command needs: where to write, and the global options.</summary>
internal sealed class CommandContext
{
    // Wide enough that no table wraps in a file, where people search for words that belong together.
    private const int WidthOfFiles = 240;

    // In less room words would break within cells: a terminal that is narrower wraps whole lines instead.
    private const int LeastWidth = 80;
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

    /// <summary>Tables of results for people: standard output, or standard error where JSON takes the former.</summary>
    public IAnsiConsole Results { get; private set; }

    /// <summary>Tables of talk: standard error.</summary>
    public IAnsiConsole Talk { get; private set; }

    public bool IsJson { get; private set; }

    public bool IsQuiet { get; private set; }

    public bool ShowsProgress { get; private set; }

    public ulong Seed { get; private set; }

    /// <summary>Reads the global options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Apply(ParseResult parsed)
    {
        int threads = parsed.GetValue(Options.Threads) ?? Environment.ProcessorCount;
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

    /// <summary>Writes a line of results. Lines are never wrapped: a terminal does that itself, and a file must not.</summary>
    public void Print(string line) => Results.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes a line of talk or progress, unless it is to be quiet.</summary>
    public void Say(string line) => Talk.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes what went wrong, quiet or not.</summary>
    public void Complain(string message) => _error.WriteLine($"bantam: {message}");

    private static IAnsiConsole ConsoleOver(TextWriter writer, bool isFile, string color)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = color switch { "always" => AnsiSupport.Yes, "never" => AnsiSupport.No, _ => AnsiSupport.Detect },
            ColorSystem = color switch { "always" => ColorSystemSupport.Standard, "never" => ColorSystemSupport.NoColors, _ => ColorSystemSupport.Detect },
        });
        console.Profile.Width = isFile ? WidthOfFiles : Math.Max(console.Profile.Width, LeastWidth);
        return console;
    }
}
