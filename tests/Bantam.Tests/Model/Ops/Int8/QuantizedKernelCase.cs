using System.Text.Json;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>One bit-exact case of the data folder <c>quantized-kernel-tests</c>.</summary>
internal sealed class QuantizedKernelCase
{
    private readonly JsonElement _config;
    private readonly JsonElement _arrays;

    private QuantizedKernelCase(JsonElement root, string kind)
    {
        _config = root.GetProperty("config");
        _arrays = root.GetProperty("arrays");
        Kind = kind;
        Name = root.GetProperty("case").GetString()!;
    }

    public string Name { get; }

    public string Kind { get; }

    /// <summary>All cases of the given kinds, or of every kind; skips the test where the data folder is absent.</summary>
    public static List<QuantizedKernelCase> Load(params string[] kinds)
    {
        string? data = Environment.GetEnvironmentVariable("BANTAM_DATA");
        string folder = Path.Combine(data ?? "", "quantized-kernel-tests");
        Assert.SkipUnless(data is not null && Directory.Exists(folder), "BANTAM_DATA names no folder with quantized-kernel-tests.");
        List<QuantizedKernelCase> cases = [];
        foreach (string line in File.ReadLines(Path.Combine(folder, "cases.csv")).Skip(1))
        {
            string[] fields = line.Split(',');
            if (kinds.Length == 0 || kinds.Contains(fields[0]))
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, fields[1] + ".json")));
                cases.Add(new QuantizedKernelCase(document.RootElement.Clone(), fields[0]));
            }
        }

        return cases;
    }

    /// <summary>A number of the configuration by the first of the given names that it has.</summary>
    public int this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (string name in names)
            {
                if (_config.TryGetProperty(name, out JsonElement value))
                {
                    return value.GetInt32();
                }
            }

            throw new InvalidDataException($"{Name} has no {string.Join(", ", names)}.");
        }
    }

    public bool Has(string name) => _config.TryGetProperty(name, out _);

    /// <summary>An array by the first of the given names that it has; empty where it is null or absent.</summary>
    public int[] Ints(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_arrays.TryGetProperty(name, out JsonElement array) && array.TryGetProperty("data", out JsonElement values))
            {
                return values.ValueKind == JsonValueKind.Null ? [] : [.. values.EnumerateArray().Select(value => value.GetInt32())];
            }
        }

        return [];
    }

    public sbyte[] Codes(params ReadOnlySpan<string> names) => [.. Ints(names).Select(value => (sbyte)value)];

    /// <summary>The weights one per element: those of 4 bits are unpacked, low nibble first.</summary>
    public sbyte[] Weights(int count)
    {
        sbyte[] stored = Codes("weights", "input_weights");
        return Kind.EndsWith("s4", StringComparison.Ordinal)
            ? [.. Enumerable.Range(0, count).Select(i => (sbyte)((sbyte)(stored[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4))]
            : stored;
    }

    public FixedPointMultiplier[] Multipliers(int channels)
    {
        int[] multipliers = Ints("output_mult", "output_multiplier");
        int[] shifts = Ints("output_shift");
        return multipliers.Length > 0
            ? [.. multipliers.Zip(shifts, (multiplier, shift) => new FixedPointMultiplier(multiplier, shift))]
            : [.. Enumerable.Repeat(new FixedPointMultiplier(this["OUTPUT_MULTIPLIER", "OUTPUT_MULT"], this["OUTPUT_SHIFT"]), channels)];
    }

    public Int8Output Output => new(Has("OUTPUT_OFFSET") ? this["OUTPUT_OFFSET"] : 0, this["OUT_ACTIVATION_MIN", "ACTIVATION_MIN"], this["OUT_ACTIVATION_MAX", "ACTIVATION_MAX"], RoundingProfile.Tflm);

    public LinearInt8Parameters Parameters(int channels) => new(this["INPUT_OFFSET"], [.. Multipliers(channels)], Output);

    /// <summary>The sizes with the window of an undilated kernel that covers the same pixels.</summary>
    public WindowGeometry Geometry() => new()
    {
        Batch = this["INPUT_BATCHES", "BATCH_SIZE"],
        InputHeight = this["INPUT_H"],
        InputWidth = this["INPUT_W"],
        InputChannels = this["IN_CH", "INPUT_C"],
        OutputHeight = this["OUTPUT_H"],
        OutputWidth = this["OUTPUT_W"],
        OutputChannels = this["OUT_CH", "OUTPUT_C"],
        KernelHeight = ((this["FILTER_Y", "FILTER_H"] - 1) * DilationY) + 1,
        KernelWidth = ((this["FILTER_X", "FILTER_W"] - 1) * DilationX) + 1,
        StrideHeight = this["STRIDE_Y", "STRIDE_H"],
        StrideWidth = this["STRIDE_X", "STRIDE_W"],
        PadTop = this["PAD_Y", "PADDING_H"],
        PadLeft = this["PAD_X", "PADDING_W"],
    };

    public int DilationX => Has("DILATION_X") ? this["DILATION_X"] : 1;

    public int DilationY => Has("DILATION_Y") ? this["DILATION_Y"] : 1;
}
