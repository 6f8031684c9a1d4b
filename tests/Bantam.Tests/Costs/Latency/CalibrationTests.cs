using System.Globalization;
using System.Text.RegularExpressions;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Costs;

/// <summary>The counted costs in the profiles: that they are what a fit gives, and what they predict of networks that no cost was fitted to.</summary>
public sealed partial class CalibrationTests(ITestOutputHelper output)
{
    private const double MostError = 0.15;

    // Another compiler may take a few instructions more or fewer; another kernel takes many.
    private const double MostDrift = 0.02;

    /// <summary>The channels that a kernel of bantam-c computes together, and the amounts that its time depends on.</summary>
    private static readonly Dictionary<KernelKind, KernelShape> s_shapes = new()
    {
        [KernelKind.Conv2d] = new(4, Amounts.Terms | Amounts.Runs | Amounts.Outputs | Amounts.Pixels),
        [KernelKind.DepthwiseConv2d] = new(2, Amounts.Terms | Amounts.Runs | Amounts.Outputs | Amounts.Pixels),
        [KernelKind.Dense] = new(4, Amounts.Terms | Amounts.Outputs | Amounts.Calls),
        [KernelKind.Add] = new(1, Amounts.Outputs | Amounts.Calls),
        [KernelKind.MaxPool] = new(1, Amounts.Terms | Amounts.Runs | Amounts.Outputs),
        [KernelKind.AveragePool] = new(1, Amounts.Terms | Amounts.Runs | Amounts.Outputs),
        [KernelKind.Mean] = new(1, Amounts.Terms | Amounts.Outputs),
        [KernelKind.Softmax] = new(1, Amounts.Outputs | Amounts.Pixels),
        [KernelKind.Table] = new(1, Amounts.Outputs | Amounts.Calls),
    };

    [Flags]
    private enum Amounts
    {
        Terms = 1,
        Runs = 2,
        Outputs = 4,
        Pixels = 8,
        Calls = 16,
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("cortex-m0plus")]
    [InlineData("cortex-m3")]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m7")]
    [InlineData("cortex-m33")]
    [InlineData("cortex-m55")]
    public void The_costs_of_kernels_in_a_profile_are_those_that_a_fit_gives(string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        CountedLayer[] layers = [.. CalibrationNetworks.All.SelectMany(network => CountedLayers.Of(network.Graph, machine))];
        List<string> lines = [];
        foreach (IGrouping<KernelKind, CountedLayer> group in layers.GroupBy(layer => layer.Kernel).OrderBy(group => group.Key))
        {
            KernelCost fitted = Fit(group.Key, [.. group]);
            double error = MeanError(fitted, [.. group]);
            lines.Add(LineOf(fitted));
            output.WriteLine($"{machine} {group.Key}: {group.Count()} layers, mean error {error:P1}");
            if (!IsUpdate)
            {
                KernelCost stored = Devices.Named(machine).Instructions!.Of(group.Key)!;
                Assert.True(MeanError(stored, [.. group]) <= error + MostDrift, $"{machine} {group.Key}: fitted anew it would be{LineOf(fitted)}. Run this test with BANTAM_UPDATE_GOLDEN=1.");
            }
        }

        if (IsUpdate)
        {
            string path = Repository.PathOf($"src/Bantam/Costs/Devices/Profiles/{machine}.json");
            File.WriteAllText(path, KernelLines().Replace(File.ReadAllText(path), $"\"kernels\": [\n{string.Join(",\n", lines)}\n    ]"));
        }
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("cortex-m0plus")]
    [InlineData("cortex-m3")]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m7")]
    [InlineData("cortex-m33")]
    [InlineData("cortex-m55")]
    public void Networks_that_no_cost_was_fitted_to_are_predicted_within_15_percent(string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        foreach (string name in new[] { "tiny-mlp", "lenet", "lenet5", "resnet8", "ds-cnn-s", "kws-ref", "vww-ref", "ad-ref" })
        {
            Graph network = Networks.Create(name);
            double counted = CountedLayers.OfInference(network, machine);
            double predicted = LatencyModel.Predict(network, Devices.Named(machine)).Instructions!.Value;
            double error = (predicted / counted) - 1;
            output.WriteLine($"{machine} {name}: counted {counted:N0}, predicted {predicted:N0} instructions, error {error * 100:F1} %");
            Assert.InRange(error, -MostError, MostError);
        }
    }

    private static bool IsUpdate => Environment.GetEnvironmentVariable("BANTAM_UPDATE_GOLDEN") == "1";

    /// <summary>Fits relative errors, so that small layers count as much as large ones.</summary>
    private static KernelCost Fit(KernelKind kernel, CountedLayer[] layers)
    {
        KernelShape shape = s_shapes[kernel];
        int[] used = [.. Enumerable.Range(0, 5).Where(amount => ((int)shape.Amounts & (1 << amount)) != 0)];
        double[][] rows =
        [
            .. layers.Select(layer =>
            {
                KernelWork work = KernelWork.Of(layer.Node, shape.ChannelBlock);
                double[] amounts = [work.Terms, work.Runs, work.Outputs, work.Pixels, 1];
                return (double[])[.. used.Select(amount => amounts[amount] / layer.Instructions)];
            }),
        ];
        double[] fitted = NonNegativeFit.Solve(rows, [.. layers.Select(_ => 1.0)]);
        double[] factors = new double[5];
        foreach ((int i, int amount) in used.Index())
        {
            factors[amount] = Math.Round(fitted[i], 2);
        }

        return new KernelCost
        {
            Kernel = kernel,
            ChannelBlock = shape.ChannelBlock,
            PerTerm = factors[0],
            PerRun = factors[1],
            PerOutput = factors[2],
            PerPixel = factors[3],
            PerCall = factors[4],
        };
    }

    private static double MeanError(KernelCost cost, CountedLayer[] layers) =>
        layers.Average(layer => Math.Abs((cost.InstructionsFor(KernelWork.Of(layer.Node, cost.ChannelBlock)) / layer.Instructions) - 1));

    private static string LineOf(KernelCost cost) =>
        $"      {{ \"kernel\": \"{NameOf(cost.Kernel)}\"{Field("channelBlock", cost.ChannelBlock == 1 ? 0 : cost.ChannelBlock)}{Field("perTerm", cost.PerTerm)}{Field("perRun", cost.PerRun)}{Field("perOutput", cost.PerOutput)}{Field("perPixel", cost.PerPixel)}{Field("perCall", cost.PerCall)} }}";

    private static string NameOf(KernelKind kernel) => Words().Replace(kernel.ToString(), "-").ToLowerInvariant();

    private static string Field(string name, double value) => value == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", \"{name}\": {value}");

    private readonly record struct KernelShape(int ChannelBlock, Amounts Amounts);

    [GeneratedRegex("\"kernels\": \\[[^\\]]*\\]")]
    private static partial Regex KernelLines();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z](?!$)[a-z])")]
    private static partial Regex Words();
}
