using System.Text.Json;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>One published case of an integer kernel: sizes, constants, inputs and the expected output, from a JSON file.</summary>
/// <remarks>
/// The file: <c>config</c> (name to number or word) and <c>arrays</c> (name to <c>{ type, data }</c>, or to the name of another array as
/// <c>alias_of</c>). Files above 4 MiB are refused, so is whatever does not have this form. Names of arrays vary with the age of a
/// case: a lookup takes the first that is there.
/// </remarks>
internal sealed class KernelCase
{
    private const long MaximumBytes = 4 << 20;

    private readonly Dictionary<string, JsonElement> _config;
    private readonly Dictionary<string, (string Type, long[] Values)> _arrays;

    private KernelCase(JsonElement root)
    {
        Name = root.GetProperty("case").GetString()!;
        Kind = root.GetProperty("kind").GetString()!;
        _config = root.GetProperty("config").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value);
        _arrays = [];
        foreach (JsonProperty entry in root.GetProperty("arrays").EnumerateObject())
        {
            if (entry.Value.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array)
            {
                string type = entry.Value.GetProperty("type").GetString()!;
                _arrays[entry.Name] = (type, [.. data.EnumerateArray().Select(value => value.GetInt64())]);
            }
        }
    }

    public string Name { get; }

    public string Kind { get; }

    /// <summary>Reads a case.</summary>
    /// <exception cref="ModelFormatException">The file is too large, or is no case.</exception>
    public static KernelCase Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaximumBytes)
        {
            throw new ModelFormatException($"{path} has {length} bytes; a case has at most {MaximumBytes}.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new KernelCase(document.RootElement.Clone());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFormatException($"{path} is no case of an integer kernel: {fault.Message} Expected an object with case, kind, config and arrays.", fault);
        }
    }

    /// <summary>A number of the configuration by the first of the names that it has.</summary>
    public int this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (string name in names)
            {
                if (_config.TryGetValue(name, out JsonElement value))
                {
                    return value.GetInt32();
                }
            }

            throw new ModelFormatException($"Case {Name} has no {string.Join(", ", names)} in its configuration.");
        }
    }

    public bool Has(string name) => _config.ContainsKey(name);

    /// <summary>A number of the configuration, or another where there is none.</summary>
    public int Or(string name, int otherwise) => Has(name) ? this[name] : otherwise;

    /// <summary>A word of the configuration.</summary>
    public string Word(string name) => _config.TryGetValue(name, out JsonElement value) ? value.GetString()! : throw new ModelFormatException($"Case {Name} has no {name} in its configuration.");

    /// <summary>Whether an array of 64-bit integers goes by one of the names.</summary>
    public bool IsWide(params ReadOnlySpan<string> names) => Find(names) is { Type: "int64_t" };

    /// <summary>An array by the first of the names that it has; empty where it is absent.</summary>
    public T[] Array<T>(params ReadOnlySpan<string> names)
        where T : unmanaged, System.Numerics.IBinaryInteger<T> => Find(names) is { } found ? [.. found.Values.Select(T.CreateChecked)] : [];

    /// <summary>The weights one a byte: those of 4 bits lie two in a byte, the first in the low half.</summary>
    public sbyte[] Weights(int count)
    {
        // Bytes of packed halves are published with and without a sign.
        long[] stored = Find(["weights", "input_weights"])?.Values ?? [];
        return Kind.EndsWith("s4", StringComparison.Ordinal)
            ? [.. Enumerable.Range(0, count).Select(i => (sbyte)((sbyte)(stored[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4))]
            : [.. stored.Select(value => (sbyte)value)];
    }

    /// <summary>The multiplier of each output channel.</summary>
    public FixedPointMultiplier[] Multipliers(int channels)
    {
        int[] multipliers = Array<int>("output_mult", "output_multiplier");
        int[] shifts = Array<int>("output_shift");
        return multipliers.Length > 0
            ? [.. multipliers.Zip(shifts, (multiplier, shift) => new FixedPointMultiplier(multiplier, shift))]
            : [.. Enumerable.Repeat(Factor("OUTPUT_MULTIPLIER", "OUTPUT_MULT", "OUTPUT_SHIFT"), channels)];
    }

    /// <summary>A multiplier of the configuration: names of the mantissa, then of the shift.</summary>
    public FixedPointMultiplier Factor(string multiplier, string otherMultiplier, string shift) => new(this[multiplier, otherMultiplier], this[shift]);

    /// <summary>The last stage of a kernel.</summary>
    public Int8Output Output => new(Or("OUTPUT_OFFSET", 0), this["OUT_ACTIVATION_MIN", "ACTIVATION_MIN"], this["OUT_ACTIVATION_MAX", "ACTIVATION_MAX"], RoundingProfile.Tflm);

    /// <summary>The constants of a layer with weights.</summary>
    public LinearInt8Parameters Parameters(int channels) => new(this["INPUT_OFFSET"], [.. Multipliers(channels)], Output);

    /// <summary>The sizes of a window.</summary>
    public WindowGeometry Geometry()
    {
        int channels = this["IN_CH", "INPUT_C"];
        return new()
        {
            Batch = this["INPUT_BATCHES", "BATCH_SIZE"],
            InputHeight = this["INPUT_H"],
            InputWidth = this["INPUT_W"],
            InputChannels = channels,
            OutputHeight = this["OUTPUT_H"],
            OutputWidth = this["OUTPUT_W"],
            OutputChannels = this["OUT_CH", "OUTPUT_C"],
            KernelHeight = this["FILTER_Y", "FILTER_H"],
            KernelWidth = this["FILTER_X", "FILTER_W"],
            StrideHeight = this["STRIDE_Y", "STRIDE_H"],
            StrideWidth = this["STRIDE_X", "STRIDE_W"],
            PadTop = this["PAD_Y", "PADDING_H"],
            PadLeft = this["PAD_X", "PADDING_W"],
            DilationHeight = Or("DILATION_Y", 1),
            DilationWidth = Or("DILATION_X", 1),
            Groups = channels / Or("FILTER_CH", channels),
        };
    }

    /// <summary>What differs from the expected output; null where nothing does.</summary>
    public string? Difference<T>(ReadOnlySpan<T> actual)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        T[] expected = Array<T>("output_ref", "output");
        if (expected.Length == 0 || expected.Length != actual.Length)
        {
            return $"Expected {expected.Length} values but got {actual.Length}.";
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != actual[i])
            {
                return $"Value {i} of {expected.Length} is {actual[i]}, expected {expected[i]}.";
            }
        }

        return null;
    }

    private (string Type, long[] Values)? Find(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_arrays.TryGetValue(name, out (string, long[]) found))
            {
                return found;
            }
        }

        return null;
    }
}
