using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class ElementwiseInt8Tests
{
    private static readonly sbyte[] AllCodes = [.. Enumerable.Range(-128, 256).Select(code => (sbyte)code)];

    private static readonly Gen<QuantizationParameters> Parameters =
        Gen.Select(Gen.Float[0.005f, 0.5f], Gen.Int[-128, 127], QuantizationParameters.PerTensor);

    [Fact]
    public void A_sum_of_any_two_codes_is_the_rounded_real_sum() =>
        Gen.Select(Parameters, Parameters, Parameters, Gen.Enum<Activation>()).Sample((left, right, output, activation) =>
        {
            AddInt8Parameters p = AddInt8Parameters.Prepare(left, right, output, activation, RoundingProfile.Tflm);
            sbyte[] y = new sbyte[256];
            for (int code = -128; code <= 127; code += 15)
            {
                sbyte[] same = new sbyte[256];
                Array.Fill(same, (sbyte)code);
                AddInt8.Run(new BinaryArguments<sbyte, AddInt8Parameters> { Parameters = p, Left = AllCodes, Right = same, Output = y });
                for (int i = 0; i < 256; i++)
                {
                    double real = (((double)left.Scale * (AllCodes[i] - left.ZeroPoint)) + ((double)right.Scale * (code - right.ZeroPoint))) / output.Scale;
                    Assert.InRange(y[i] - Math.Clamp(real + output.ZeroPoint, p.Output.Min, p.Output.Max), -0.501, 0.501);
                }
            }
        }, iter: 50);

    [Theory]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void Requantization_to_the_same_parameters_changes_no_code(RoundingProfile profile) =>
        Parameters.Sample(parameters => Requantize(parameters, parameters, Activation.None, profile).AsSpan().SequenceEqual(AllCodes));

    [Fact]
    public void Requantization_of_every_code_is_within_one_code_of_the_real_ratio() =>
        Gen.Select(Parameters, Parameters, Gen.Enum<RoundingProfile>()).Sample((input, output, profile) =>
        {
            sbyte[] y = Requantize(input, output, Activation.None, profile);
            for (int i = 0; i < 256; i++)
            {
                double code = ((AllCodes[i] - input.ZeroPoint) * (double)input.Scale / output.Scale) + output.ZeroPoint;
                Assert.InRange(y[i] - Math.Clamp(code, -128, 127), -1.0001, 1.0001);
            }
        });

    [Fact]
    public void Relu_and_relu6_are_clamps_of_codes()
    {
        QuantizationParameters p = QuantizationParameters.PerTensor(0.1f, -20);
        Assert.Equal(AllCodes.Select(code => Math.Max(code, (sbyte)-20)), Requantize(p, p, Activation.Relu, RoundingProfile.Tflm));
        Assert.Equal(AllCodes.Select(code => Math.Clamp(code, (sbyte)-20, (sbyte)40)), Requantize(p, p, Activation.Relu6, RoundingProfile.Tflm));
    }

    [Fact]
    public void A_table_holds_the_nearest_code_of_every_input() =>
        Gen.Select(Parameters, Parameters).Sample((input, output) =>
        {
            TableInt8 table = TableInt8.Of(input, output, RoundingProfile.Tflm, x => 1 / (1 + PortableMath.Exp(-x)));
            sbyte[] y = new sbyte[256];
            table.Run(AllCodes, y);
            for (int i = 0; i < 256; i++)
            {
                double real = 1 / (1 + Math.Exp(-input.Dequantize(AllCodes[i])));
                double code = Math.Clamp((real / output.Scale) + output.ZeroPoint, -128, 127);
                Assert.InRange(y[i] - code, -0.5001, 0.5001);
            }
        });

    [Fact]
    public void A_table_of_a_code_function_is_that_function_and_runs_in_place()
    {
        TableInt8 negate = TableInt8.Of(code => (sbyte)Math.Min(-code, 127));
        sbyte[] codes = [-128, -1, 0, 5, 127];
        negate.Run(codes, codes);
        Assert.Equal<sbyte>([127, 1, 0, -5, -127], codes);
    }

    [Fact]
    public void A_table_of_the_identity_equals_requantization_but_for_ties() =>
        Gen.Select(Parameters, Parameters).Sample((input, output) =>
        {
            sbyte[] table = new sbyte[256];
            TableInt8.Of(input, output, RoundingProfile.Tflm, x => x).Run(AllCodes, table);
            sbyte[] requantized = Requantize(input, output, Activation.None, RoundingProfile.Tflm);
            Assert.All(table.Zip(requantized), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        });

    [Fact]
    public void The_borders_of_a_network_round_as_the_profile_says()
    {
        QuantizationParameters p = QuantizationParameters.PerTensor(0.5f, 1);
        float[] x = [0.25f, -0.25f, 0.75f, 1e9f, float.NegativeInfinity, float.NaN];
        sbyte[] y = new sbyte[x.Length];
        QuantizeInt8.FromFloat(p, RoundingProfile.Tflm, x, y);
        Assert.Equal<sbyte>([2, 0, 3, 127, -128, 1], y);
        QuantizeInt8.FromFloat(p, RoundingProfile.OnnxHalfToEven, x, y);
        Assert.Equal<sbyte>([1, 1, 3, 127, -128, 1], y);

        float[] back = new float[y.Length];
        QuantizeInt8.ToFloat(p, y, back);
        Assert.Equal([0, 0, 1, 63, -64.5f, 0], back);
        Assert.Throws<ArgumentException>(() => QuantizeInt8.FromFloat(QuantizationParameters.AsymmetricFromRange(0, 1, 0, 255), RoundingProfile.Tflm, new float[1], new sbyte[1]));
    }

    private static sbyte[] Requantize(QuantizationParameters input, QuantizationParameters output, Activation activation, RoundingProfile profile)
    {
        sbyte[] y = new sbyte[256];
        RequantizeInt8Parameters parameters = RequantizeInt8Parameters.Prepare(input, output, activation, profile);
        RequantizeInt8.Run(in parameters, AllCodes, y);
        return y;
    }
}
