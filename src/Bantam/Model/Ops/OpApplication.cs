namespace Bantam.Model;

/// <summary>Running ops on tensors at once ("eagerly"), with recording for gradients.</summary>
public static class OpApplication
{
    extension(Op op)
    {
        /// <summary>Computes the op on the given tensors.</summary>
        /// <param name="inputs">The inputs, as the op documents them.</param>
        /// <returns>The output. Where an input requires a gradient and no <see cref="NoGrad"/> is open, it remembers how it was made.</returns>
        /// <exception cref="ShapeException">The inputs do not fit the op.</exception>
        public Tensor Apply(params ReadOnlySpan<Tensor> inputs) => op.ApplyInto(null, inputs);

        /// <summary>Computes the op and writes the result over an existing tensor: for state such as running statistics.</summary>
        internal Tensor ApplyInto(Tensor? destination, params ReadOnlySpan<Tensor> inputs)
        {
            Tensor[] arguments = new Tensor[inputs.Length];
            TensorType[] types = new TensorType[inputs.Length];
            bool track = false;
            for (int i = 0; i < inputs.Length; i++)
            {
                ArgumentNullException.ThrowIfNull(inputs[i]);
                arguments[i] = inputs[i].IsContiguous || op is Contiguous ? inputs[i] : new Contiguous().Apply(inputs[i]);
                types[i] = arguments[i].Type;
                track |= arguments[i].RequiresGrad;
            }

            TensorType type = op.Infer(types);
            if (type.SizeBytes > Tensor.MaximumBytes)
            {
                throw new ShapeException($"{op.Name} on {string.Join(" and ", types)} would make {type}, which takes {type.SizeBytes} bytes; one tensor holds at most {Tensor.MaximumBytes}. Use a smaller batch or smaller images.");
            }

            Tensor? view = inputs.Length > 0 ? op.View(arguments[0]) : null;
            OpCall call = new(op, arguments, view ?? destination ?? Tensor.Zeros(type));
            if (CallRecording.Current is { } recording)
            {
                recording.Add(call, isView: view is not null);
            }
            else if (view is null)
            {
                op.Run(call);
            }

            if (track && !NoGrad.IsActive)
            {
                call.Output.RequiresGrad = true;
                call.Output.Origin = new CallOrigin(call);
            }

            return call.Output;
        }
    }
}
