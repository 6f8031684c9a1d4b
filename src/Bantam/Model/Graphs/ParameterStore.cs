namespace Bantam.Model;

/// <summary>The values of a network's parameters. They appear on first use, from the seed, and stay.</summary>
/// <remarks>
/// Two kinds of value: those that were assigned (trained, loaded, folded) and those that the initializer made; integers
/// begin at 0. Only the former survive a change of seed. A value from here is to be read: training works on a copy of the store.
/// </remarks>
public sealed class ParameterStore
{
    private readonly Dictionary<Parameter, Tensor> _assigned = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Parameter, Tensor> _initial = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a store without values.</summary>
    /// <param name="seed">The seed from which initial values come; each parameter draws from a stream of its own name.</param>
    public ParameterStore(ulong seed = 0) => Seed = seed;

    /// <summary>The seed from which initial values come.</summary>
    public ulong Seed { get; }

    /// <summary>The values of a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The tensor that the store holds, not a copy.</returns>
    public Tensor this[Parameter parameter]
    {
        get
        {
            if (_assigned.TryGetValue(parameter, out Tensor? value) || _initial.TryGetValue(parameter, out value))
            {
                return value;
            }

            value = Tensor.Zeros(parameter.Type);
            if (value.Element == ElementType.Float32)
            {
                parameter.Initializer.Fill(value.Span<float>(), new RandomStream(Seed, parameter.Name));
            }

            _initial[parameter] = value;
            return value;
        }
    }

    /// <summary>Whether a parameter has a value that did not come from its initializer.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>Whether it was assigned.</returns>
    public bool IsAssigned(Parameter parameter) => _assigned.ContainsKey(parameter);

    /// <summary>A store with the same assigned values, shared, and another seed for all others.</summary>
    /// <param name="seed">The new seed.</param>
    /// <returns>The store.</returns>
    public ParameterStore WithSeed(ulong seed)
    {
        ParameterStore copy = new(seed);
        foreach ((Parameter parameter, Tensor value) in _assigned)
        {
            copy._assigned[parameter] = value;
        }

        return copy;
    }

    /// <summary>A store in which some parameters have given values and all others those that they have here.</summary>
    /// <param name="values">The values to assign. They are kept, not copied.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ShapeException">A value has not the type that its parameter declares.</exception>
    public ParameterStore With(IEnumerable<KeyValuePair<Parameter, Tensor>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ParameterStore copy = WithSeed(Seed);
        foreach ((Parameter parameter, Tensor value) in _initial)
        {
            copy._initial[parameter] = value;
        }

        foreach ((Parameter parameter, Tensor value) in values)
        {
            if (value.Type != parameter.Type)
            {
                throw new ShapeException($"Parameter {parameter} cannot hold a tensor of type {value.Type}.");
            }

            copy._assigned[parameter] = value;
        }

        return copy;
    }
}
