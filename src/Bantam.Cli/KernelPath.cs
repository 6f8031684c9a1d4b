using System.CommandLine;
using Bantam.Deployment;

namespace Bantam.Cli;

/// <summary>The kernels that compute, as they are named on the command line.</summary>
/// <param name="Name">The name.</param>
internal sealed record KernelPath(string Name)
{
    private const string Fastest = "auto";
    private const string Reference = "reference";

    private static readonly (string Name, DotPath Path)[] s_instructions =
    [
        ("avx512", DotPath.Wide512),
        ("vnni", DotPath.Vnni),
        ("avx2", DotPath.Wide256),
        ("arm-dot", DotPath.ArmDot),
        ("vector128", DotPath.Wide128),
        ("scalar", DotPath.Scalar),
    ];

    /// <summary>Whether the machine chooses.</summary>
    public bool IsFastest => Name == Fastest;

    /// <summary>Whether the plain kernels compute that define every result.</summary>
    public bool IsReference => Name == Reference;

    /// <summary>The instructions that the name stands for; null where it stands for none.</summary>
    public DotPath? Instructions => s_instructions.Where(path => path.Name == Name).Select(path => (DotPath?)path.Path).FirstOrDefault();

    /// <summary>The option <c>--path</c>.</summary>
    public static Option<string> Option()
    {
        Option<string> option = new("--path")
        {
            Description = "Which kernels compute: the fastest (auto), the plain ones that define the result (reference), or for quantized networks those of given instructions. Results are the same.",
            DefaultValueFactory = _ => Fastest,
        };
        option.AcceptOnlyFromAmong([Fastest, Reference, .. s_instructions.Select(path => path.Name)]);
        return option;
    }
}
