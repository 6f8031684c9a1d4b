using System.Numerics;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Cases of recurrent kernels; their memory begins with 0.</summary>
internal static class RecurrentKernelCases
{
    private static readonly string[] s_gates = ["input", "forget", "cell", "output"];

    public static string? Lstm<TCode, TSum>(KernelCase test)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        (int batch, int steps, int features, int units) = (test["BATCH_SIZE"], test["TIME_STEPS"], test["INPUT_SIZE"], test["HIDDEN_SIZE"]);
        bool isWide = typeof(TCode) == typeof(short);
        LstmInt8Parameters parameters = new(
            test["INPUT_ZERO_POINT"],
            [.. s_gates.SelectMany(gate => Enumerable.Repeat(Factor(test, $"{gate}_GATE_INPUT"), units))],
            [.. s_gates.SelectMany(gate => Enumerable.Repeat(Factor(test, $"{gate}_GATE_HIDDEN"), units))],
            new LstmCell(Factor(test, "FORGET_TO_CELL"), Factor(test, "INPUT_TO_CELL"), test["CELL_SCALE_POWER"], test["CELL_CLIP"]),
            Factor(test, "OUTPUT"),
            new Int8Output(test["OUTPUT_ZERO_POINT"], isWide ? short.MinValue : sbyte.MinValue, isWide ? short.MaxValue : sbyte.MaxValue, RoundingProfile.Tflm));
        TCode[] output = new TCode[batch * steps * units];
        TCode[] hidden = new TCode[batch * units];
        hidden.AsSpan().Fill(TCode.CreateChecked(parameters.Output.ZeroPoint));
        LstmInt8.Run(new LstmArguments<TCode, TSum>
        {
            Sizes = (batch, steps, features, units),
            IsTimeMajor = test.Word("TIME_MAJOR") == "true",
            Parameters = parameters,
            Input = test.Array<TCode>("input_tensor"),
            InputWeights = Gates<sbyte>(test, "input_weights"),
            HiddenWeights = Gates<sbyte>(test, "hidden_weights"),
            Bias = Gates<TSum>(test, "bias"),
            Hidden = hidden,
            Cell = new short[batch * units],
            Output = output,
        });
        return test.Difference<TCode>(output);
    }

    /// <summary>The frames follow each other; the output after the last one counts.</summary>
    public static string? Svdf(KernelCase test) => test["IN_ACTIVATION_MAX"] == sbyte.MaxValue ? Svdf<sbyte>(test) : Svdf<short>(test);

    private static string? Svdf<TState>(KernelCase test)
        where TState : unmanaged, IBinaryInteger<TState>
    {
        (int features, int filters, int frames) = (test["INPUT_SIZE"], test["FEATURE_BATCHES"], test["TIME_BATCHES"]);
        int batch = test["INPUT_BATCHES"];
        SvdfInt8Parameters parameters = new(
            test["INPUT_OFFSET"],
            new FixedPointMultiplier(test["MULTIPLIER_IN"], test["SHIFT_1"]),
            new Int8Output(0, test["IN_ACTIVATION_MIN"], test["IN_ACTIVATION_MAX"], RoundingProfile.Tflm),
            new FixedPointMultiplier(test["MULTIPLIER_OUT"], test["SHIFT_2"]),
            test.Output);
        sbyte[] sequence = test.Array<sbyte>("input_sequence");
        TState[] state = new TState[batch * filters * frames];
        sbyte[] output = new sbyte[test["DST_SIZE"]];
        for (int start = 0; start < sequence.Length; start += batch * features)
        {
            SvdfInt8.Run(new SvdfArguments<TState>
            {
                Sizes = (features, filters, frames),
                Rank = test["RANK"],
                Steps = 1,
                Parameters = parameters,
                Input = sequence.AsSpan(start, batch * features),
                FeatureWeights = test.Array<sbyte>("weights_feature"),
                TimeWeights = test.Array<TState>("weights_time"),
                Bias = test.Array<int>("biases"),
                State = state,
                Output = output,
            });
        }

        return test.Difference<sbyte>(output);
    }

    private static FixedPointMultiplier Factor(KernelCase test, string name) => new(test[$"{name.ToUpperInvariant()}_MULTIPLIER"], test[$"{name.ToUpperInvariant()}_SHIFT"]);

    private static T[] Gates<T>(KernelCase test, string name)
        where T : unmanaged, IBinaryInteger<T> => [.. s_gates.SelectMany(gate => test.Array<T>($"{gate}_gate_{name}"))];
}
