using System.Globalization;
using System.Text;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Builds C text: lines, and constant arrays and structures.</summary>
internal sealed class CText
{
    private const int LineLength = 110;
    private readonly StringBuilder _text = new();

    public void Line(string line = "") => _text.Append(line).Append('\n');

    /// <summary>Adds text that already has its line ends.</summary>
    public void Block(string block) => _text.Append(block).Append('\n');

    /// <summary>Defines a constant array.</summary>
    public void Array<T>(string type, string name, ReadOnlySpan<T> values)
        where T : IFormattable
    {
        Line($"static const {type} {name}[{values.Length}] = {{");
        StringBuilder line = new("   ");
        foreach (T value in values)
        {
            string number = value.ToString(null, CultureInfo.InvariantCulture);
            if (line.Length + number.Length + 2 > LineLength)
            {
                Line(line.ToString());
                line.Clear().Append("   ");
            }

            line.Append(' ').Append(Literal(number)).Append(',');
        }

        Line(line.ToString());
        Line("};");
    }

    /// <summary>Defines the constant structure of a window.</summary>
    public void Window(string name, in WindowGeometry g)
    {
        Line($"static const bantam_window {name} = {{");
        Line($"    {g.InputHeight}, {g.InputWidth}, {g.InputChannels}, /* input: height, width, channels */");
        Line($"    {g.OutputHeight}, {g.OutputWidth}, {g.OutputChannels}, /* output */");
        Line($"    {g.KernelHeight}, {g.KernelWidth}, /* window */");
        Line($"    {g.StrideHeight}, {g.StrideWidth}, /* stride */");
        Line($"    {g.PadTop}, {g.PadLeft} /* rows above and columns left of the image */");
        Line("};");
    }

    /// <summary>Defines the constants of a layer with weights.</summary>
    public void Layer(string name, LinearConstants constants)
    {
        LinearInt8Parameters p = constants.Parameters;
        Array("int8_t", $"{name}_weights", constants.Weights.AsSpan());
        Array("int32_t", $"{name}_bias", constants.Bias.AsSpan());
        Array<int>("int32_t", $"{name}_multiplier", [.. p.Multipliers.Select(multiplier => multiplier.Multiplier)]);
        Array<int>("int8_t", $"{name}_shift", [.. p.Multipliers.Select(multiplier => multiplier.Shift)]);
        Line($"static const bantam_layer {name} = {{");
        Line($"    {name}_weights, {name}_bias, {name}_multiplier, {name}_shift, {p.InputOffset}, {Output(p.Output)}");
        Line("};");
    }

    /// <summary>The initializer of the last stage of a step.</summary>
    public static string Output(Int8Output output) => $"{{{output.ZeroPoint}, {output.Min}, {output.Max}}}";

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>C has no literal for −2³¹: it is the negative of a number that does not fit.</summary>
    private static string Literal(string number) => number == "-2147483648" ? "INT32_MIN" : number;
}
