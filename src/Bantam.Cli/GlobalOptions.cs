using System.CommandLine;

namespace Bantam.Cli;

/// <summary>The options that every command knows.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object on standard output; everything else goes to standard error.", Recursive = true };

    public Option<ulong> Seed { get; } = new("--seed") { Description = "The seed of every random choice.", Recursive = true, DefaultValueFactory = _ => 1 };

    public Option<int?> Threads { get; } = new("--threads") { Description = "How many threads compute, all cores where omitted; results do not depend on it.", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Results and errors only.", Recursive = true };

    public Option<string> Progress { get; } = Choice("--progress", "How progress is shown.", "auto", "plain", "none");

    public Option<string> Color { get; } = Choice("--color", "Whether to use color; NO_COLOR is respected.", "auto", "always", "never");

    public void AddTo(Command root)
    {
        root.Options.Add(Json);
        root.Options.Add(Seed);
        root.Options.Add(Threads);
        root.Options.Add(Quiet);
        root.Options.Add(Progress);
        root.Options.Add(Color);
    }

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        Option<string> option = new(name) { Description = description, Recursive = true, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
