using System.Globalization;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Which elements share their mean and variance with the first one: found by changing each element in turn.</summary>
internal static class NormalizationAxesStudy
{
    private const int Samples = 2;
    private const int Side = 2;
    private const int Channels = 4;
    private const int Groups = 2;
    private const int Elements = Samples * Side * Side * Channels;

    private static readonly (string Name, Func<Tensor, Tensor> Normalize, int Shared)[] Kinds =
    [
        ("batch", x => new Standardize([0, 1, 2]).Apply(x), Samples * Side * Side),
        ("layer", x => new Standardize([1, 2, 3]).Apply(x), Side * Side * Channels),
        ("instance", x => new Standardize([1, 2]).Apply(x), Side * Side),
        ("group, 2 groups", x => new Standardize([1, 2, 4]).Apply(x.Reshape([Samples, Side, Side, Groups, Channels / Groups])), Side * Side * Channels / Groups),
    ];

    public static Study Study { get; } = new()
    {
        Id = "normalization-axes",
        Title = "What batch, layer, instance and group normalization average over",
        Lines = "1985-2001",
        Ledger = ["S060", "S061", "S062"],
        Fill = page =>
        {
            double[][] shared = [.. Kinds.Select(kind => Influences(kind.Normalize, new RandomStream(page.Seed, "normalization-axes")))];
            foreach (((string name, _, int expected), double[] row) in Kinds.Zip(shared))
            {
                page.Agrees($"{name}: elements of 2 samples, 2×2 pixels, 4 channels that share a mean", expected, row.Sum());
            }

            page.Maps("axes", new HeatFigure(
                "Elements that share mean and variance with the first one",
                "sample.pixel.channel; full where it does",
                [.. Kinds.Select(kind => kind.Name)],
                [.. Enumerable.Range(0, Elements).Select(NameOf)],
                shared,
                value => value == 1 ? "shared" : "not shared"));
        },
    };

    /// <summary>For each element 1 if changing it changes the first output, else 0.</summary>
    private static double[] Influences(Func<Tensor, Tensor> normalize, RandomStream random)
    {
        float[] values = [.. Enumerable.Range(0, Elements).Select(_ => (float)random.NextNormal())];
        float before = First(values);
        return [.. Enumerable.Range(0, Elements).Select(i => First([.. values.Select((value, at) => at == i ? value + 1 : value)]) == before ? 0.0 : 1.0)];

        float First(float[] x) => normalize(Tensor.From<float>([Samples, Side, Side, Channels], x)).ToArray<float>()[0];
    }

    private static string NameOf(int element) =>
        string.Create(CultureInfo.InvariantCulture, $"{element / (Side * Side * Channels)}.{element / Channels % (Side * Side)}.{element % Channels}");
}
