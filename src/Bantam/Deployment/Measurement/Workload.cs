using System.Security.Cryptography;
using System.Text;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What is computed: only times of the same workload can be compared.</summary>
/// <remarks>Source: notes, lines 3719-3725.</remarks>
public sealed record Workload
{
    /// <summary>What people call the model; not part of the hash.</summary>
    public required string Name { get; init; }

    /// <summary>The content hash of the model.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The lengths of the axes of one sample.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>In which numbers the network computes.</summary>
    public required ElementType Element { get; init; }

    /// <summary>The samples of one run.</summary>
    public required int Batch { get; init; }

    /// <summary>The SHA-256 of model, shape, element type and batch as 64 lower-case hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Parts.Select(part => part.Value)))));

    private (string Name, string Value)[] Parts =>
    [
        ("model", ModelHash), ("input shape", string.Join('x', InputShape)), ("element type", Element.ToString()), ("batch", $"{Batch}"),
    ];

    /// <summary>Requires that another workload is the same.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentException">It is not; the message says in what.</exception>
    public void RequireSame(Workload other)
    {
        ArgumentNullException.ThrowIfNull(other);
        string[] differences = [.. Parts.Zip(other.Parts).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First.Name} ({Short(pair.First.Value)} and {Short(pair.Second.Value)})")];
        if (differences.Length > 0)
        {
            throw new ArgumentException($"'{Name}' and '{other.Name}' are different workloads: they differ in {string.Join(", ", differences)}. Times of different work say nothing about each other; measure the same model, shape, element type and batch twice.");
        }
    }

    private static string Short(string value) => value.Length <= 16 ? value : value[..12];
}
