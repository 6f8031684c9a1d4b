using System.Globalization;

namespace Bantam.Bench;

/// <summary>The command line.</summary>
/// <param name="Bench">Which bench to run.</param>
internal sealed record BenchOptions(string Bench)
{
    /// <summary>Whether peers run too.</summary>
    public bool Peers { get; private set; }

    /// <summary>Whether the result is one JSON object.</summary>
    public bool Json { get; private set; }

    /// <summary>Whether the rows are a table of comma-separated values.</summary>
    public bool Csv { get; private set; }

    /// <summary>How many threads each side uses.</summary>
    public int Threads { get; private set; } = 1;

    /// <summary>The network of the benches <c>model</c> and <c>agreement</c>: a file, or for <c>model</c> a name of the zoo.</summary>
    public string File { get; private set; } = "";

    /// <summary>The data set of the bench <c>agreement</c>.</summary>
    public string Data { get; private set; } = "mnist";

    /// <summary>The samples of a run of the bench <c>model</c>.</summary>
    public int Batch { get; private set; } = 1;

    /// <summary>Only rows whose name contains this.</summary>
    public string Filter { get; private set; } = "";

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It names no bench, or an option that there is not.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty)
        {
            throw new ArgumentException($"Name a bench: {string.Join(", ", BenchCatalog.Names)}.");
        }

        BenchOptions options = new(arguments[0]);
        int first = 1;
        if (options.Bench is ModelBench.Name or AgreementBench.Name)
        {
            options.File = arguments.Length > 1 ? arguments[1] : throw new ArgumentException($"Name a model file or a network behind '{options.Bench}'.");
            first = 2;
        }

        for (int i = first; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--peers":
                    options.Peers = true;
                    break;
                case "--json":
                    options.Json = true;
                    break;
                case "--csv":
                    options.Csv = true;
                    break;
                case "--threads" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024:
                    options.Threads = threads;
                    i++;
                    break;
                case "--batch" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int batch) && batch is >= 1 and <= 4096:
                    options.Batch = batch;
                    i++;
                    break;
                case "--data" when i + 1 < arguments.Length:
                    options.Data = arguments[++i];
                    break;
                case "--filter" when i + 1 < arguments.Length:
                    options.Filter = arguments[++i];
                    break;
                default:
                    throw new ArgumentException($"'{arguments[i]}' is no option, or lacks its value. Options: --peers, --json, --csv, --threads N (1 to 1024), --batch N (1 to 4096), --data NAME, --filter TEXT.");
            }
        }

        if (options.Json && options.Csv)
        {
            throw new ArgumentException("A result is either --json or --csv: give one of them.");
        }

        return options;
    }

    public bool Wants(string name) => name.Contains(Filter, StringComparison.OrdinalIgnoreCase);
}
