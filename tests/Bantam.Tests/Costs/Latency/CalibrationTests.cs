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
        string[] fitted = [.. layers.GroupBy(layer => layer.Kernel).OrderBy(group => group.Key).Select(group => Fit(group.Key, [.. group]))];
        string file = $"src/Bantam/Costs/Devices/Profiles/{machine}.json";
        string profile = File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n");
        Golden.MatchFile(file, KernelLines().Replace(profile, $"\"kernels\": [\n{string.Join(",\n", fitted)}\n    ]"));
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
            output.WriteLine($"{machine} {name}: counted {counted:N0}, predicted {predicted:N0} instructions, error {error:+0.0 %;-0.0 %}");
            Assert.InRange(error, -MostError, MostError);
        }
    }

    private string Fit(KernelKind kernel, CountedLayer[] layers)
    {
        KernelCost best = new[] { 1, 2, 4 }.Select(block => Fit(kernel, block, layers)).MinBy(cost => MeanError(cost, layers))!;
        output.WriteLine($"{kernel}: {layers.Length} layers, block {best.ChannelBlock}, mean error {MeanError(best, layers):P1}");
        return string.Create(CultureInfo.InvariantCulture, $"      {{ \"kernel\": \"{NameOf(kernel)}\"{Field("channelBlock", best.ChannelBlock == 1 ? 0 : best.ChannelBlock)}{Field("perTerm", best.PerTerm)}{Field("perRun", best.PerRun)}{Field("perOutput", best.PerOutput)}{Field("perPixel", best.PerPixel)}{Field("perCall", best.PerCall)} }}");
    }

    /// <summary>Fits relative errors, so that small layers count as much as large ones.</summary>
    private static KernelCost Fit(KernelKind kernel, int block, CountedLayer[] layers)
    {
        double[][] rows =
        [
            .. layers.Select(layer =>
            {
                KernelWork work = KernelWork.Of(layer.Node, block);
                return (double[])[.. new[] { work.Terms, work.Runs, work.Outputs, work.Pixels, 1 }.Select(amount => amount / layer.Instructions)];
            }),
        ];
        double[] factors = [.. NonNegativeFit.Solve(rows, [.. layers.Select(_ => 1.0)]).Select(factor => Math.Round(factor, 3))];
        return new KernelCost
        {
            Kernel = kernel,
            ChannelBlock = block,
            PerTerm = factors[0],
            PerRun = factors[1],
            PerOutput = factors[2],
            PerPixel = factors[3],
            PerCall = factors[4],
        };
    }

    private static double MeanError(KernelCost cost, CountedLayer[] layers) =>
        layers.Average(layer => Math.Abs((cost.InstructionsFor(KernelWork.Of(layer.Node, cost.ChannelBlock)) / layer.Instructions) - 1));

    private static string NameOf(KernelKind kernel) => Words().Replace(kernel.ToString(), "-").ToLowerInvariant();

    private static string Field(string name, double value) => value == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", \"{name}\": {value}");

    [GeneratedRegex("\"kernels\": \\[[^\\]]*\\]")]
    private static partial Regex KernelLines();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z](?!$)[a-z])")]
    private static partial Regex Words();
}
