using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>One set of models on several devices: which idea wins is decided by the hardware that happens to be there.</summary>
internal static class HardwareLotteryStudy
{
    private const int Side = 1024;

    private static readonly string[] s_devices = ["cortex-m4", "cortex-m55", "raspberry-pi-4", "x86-server", "ga100", "npu", "bit-serial", "sparse"];

    // A thinned or binary layer is taken twice as wide, since neither is as accurate as the dense one at the same width.
    private static readonly RankedModel[] s_models =
    [
        new("dense int8", Layer(Side), OperandFormat.Int8),
        new("sparse int8", Layer(2 * Side), new OperandFormat(NumberKind.Integer, 8, 8) { Sparsity = 0.9 }),
        new("XNOR", Layer(2 * Side), OperandFormat.OneBit),
    ];

    public static Study Study { get; } = new()
    {
        Id = "hardware-lottery",
        Title = "The hardware lottery, computed",
        Lines = "29-39, 532-540, 2330-2334",
        Ledger = ["S199", "S216"],
        Fill = page =>
        {
            IReadOnlyList<DeviceRanking> ranks = DeviceRanking.Of(s_models, [.. s_devices.Select(Devices.Named)]);
            page.Agrees("bit-serial array: fastest", "XNOR", Winner(ranks, "bit-serial"));
            page.Agrees("vectors with dot products, no counting of bits (Cortex-M55): fastest", "dense int8", Winner(ranks, "cortex-m55"));
            page.Agrees("unit that passes over zeros: fastest", "sparse int8", Winner(ranks, "sparse"));
            foreach (string device in s_devices.Except(["bit-serial", "cortex-m55", "sparse"]))
            {
                page.Reports($"{device}: fastest", Winner(ranks, device));
            }

            Device plain = Devices.Named("gk110");
            LatencyReport wide = LatencyModel.Predict(Layer(Side), plain, OperandFormat.Float32);
            LatencyReport bit = LatencyModel.Predict(Layer(Side), plain, OperandFormat.OneBit);
            page.Agrees("one bit for Float32 without a kernel (GK110): times faster", 1, bit.SpeedUpOver(wide), tolerance: 1e-12);
            page.Agrees("and times smaller", 32, (double)wide.WeightBytes / bit.WeightBytes);
            page.Bars(
                "ranks",
                "Predicted time, times the fastest; the sparse and the XNOR layer are twice as wide",
                s_devices,
                [.. s_models.Select(model => new BarColumn(model.Name, [.. ranks.Select(rank => SecondsOf(rank, model) / rank.Order[0].Seconds)], Numbers.Digits))]);
        },
    };

    private static string Winner(IReadOnlyList<DeviceRanking> ranks, string device) => ranks.Single(rank => rank.Device.Name == device).Winner;

    private static double SecondsOf(DeviceRanking rank, RankedModel model) => rank.Order.Single(timed => timed.Model == model.Name).Seconds;

    private static Graph Layer(int inputs) => Graph.Create([inputs], x => x.Dense(Side, bias: false));
}
