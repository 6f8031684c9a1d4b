using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Functions that are composed of ops.</summary>
internal static class Compositions
{
    /// <summary><c>c·x</c>.</summary>
    public static Value Times(ImportContext graph, double factor, Value x) => graph.Apply(new Scale(factor), x);

    /// <summary><c>x + c</c>.</summary>
    public static Value Plus(ImportContext graph, Value x, double constant) => graph.Apply(new Add(), x, graph.Number(constant));

    /// <summary>1 where x ≥ 0, else 0.</summary>
    public static Value IsNotNegative(ImportContext graph, Value x) => Plus(graph, Times(graph, 0.5, graph.Apply(new Sign(), x)), 0.5);

    /// <summary>1 where a &lt; b, else 0.</summary>
    public static Value IsLess(ImportContext graph, Value a, Value b) => Not(graph, IsNotNegative(graph, graph.Apply(new Subtract(), a, b)));

    /// <summary>1 − x.</summary>
    public static Value Not(ImportContext graph, Value x) => Plus(graph, Times(graph, -1, x), 1);

    /// <summary>Without the fraction, toward 0.</summary>
    public static Value Truncated(ImportContext graph, Value x) => graph.Apply(
        new Add(),
        graph.Apply(new Floor(), graph.Apply(new Relu(), x)),
        graph.Apply(new Ceiling(), graph.Apply(new Minimum(), x, graph.Number(0))));

    /// <summary><c>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)</c>, which does not overflow.</summary>
    public static Value Softplus(ImportContext graph, Value x)
    {
        Value exponential = graph.Apply(new Exp(), Times(graph, -1, graph.Apply(new Abs(), x)));
        return graph.Apply(new Add(), graph.Apply(new Relu(), x), graph.Apply(new Log(), Plus(graph, exponential, 1)));
    }

    /// <summary>The error function, to 1.5·10⁻⁷: <c>erf|x| = 1 − (a₁t + … + a₅t⁵)·e^−x²</c>, t = 1/(1 + 0.3275911·|x|).</summary>
    /// <remarks>Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, formula 7.1.26.</remarks>
    public static Value Erf(ImportContext graph, Value x)
    {
        Value magnitude = graph.Apply(new Abs(), x);
        Value t = graph.Apply(new Power(-1), Plus(graph, Times(graph, 0.3275911, magnitude), 1));
        Value polynomial = t;
        double[] coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
        polynomial = Times(graph, coefficients[0], t);
        foreach (double coefficient in coefficients[1..])
        {
            polynomial = graph.Apply(new Multiply(), t, Plus(graph, polynomial, coefficient));
        }

        Value bell = graph.Apply(new Exp(), Times(graph, -1, graph.Apply(new Power(2), x)));
        Value positive = Not(graph, graph.Apply(new Multiply(), polynomial, bell));
        return graph.Apply(new Multiply(), graph.Apply(new Sign(), x), positive);
    }
}
