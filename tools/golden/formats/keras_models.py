"""ResNeXts in Keras as keras-applications and classification_models build them."""
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


def randomise(model, seed):
    random = np.random.default_rng(seed)
    for layer in model.layers:
        if layer.name.endswith("_gconv"):
            continue
        for variable in layer.weights:
            name, shape = variable.path.split("/")[-1], variable.shape
            if name in ("gamma", "moving_variance"):
                value = random.uniform(0.5, 1.5, shape)
            elif name in ("beta", "moving_mean", "bias"):
                value = random.normal(0, 0.3, shape)
            else:
                value = random.normal(0, (2 / max(1, np.prod(shape[:-1]))) ** 0.5, shape)
            variable.assign(value.astype("float32"))
    return model


def applications(blocks=(2, 1), widths=(8, 16), groups=2, classes=5, size=32):
    """keras-applications: a depthwise convolution, then a fixed one that sums."""

    def norm(x, name, relu=True):
        x = layers.BatchNormalization(epsilon=1.001e-5, name=f"{name}_bn")(x)
        return layers.Activation("relu", name=f"{name}_relu")(x) if relu else x

    x = image = layers.Input((size, size, 3), name="image")
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = norm(layers.Conv2D(widths[0] // 2, 7, strides=2, use_bias=False, name="conv1_conv")(x), "conv1")
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(layers.ZeroPadding2D(1, name="pool1_pad")(x))
    for stage, (count, width) in enumerate(zip(blocks, widths), start=2):
        c = width // groups
        for block in range(1, count + 1):
            name, stride = f"conv{stage}_block{block}", 2 if stage > 2 and block == 1 else 1
            shortcut = x
            if block == 1:
                shortcut = norm(layers.Conv2D(2 * width, 1, strides=stride, use_bias=False, name=f"{name}_0_conv")(x), f"{name}_0", False)
            y = norm(layers.Conv2D(width, 1, use_bias=False, name=f"{name}_1_conv")(x), f"{name}_1")
            y = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(y)
            y = layers.DepthwiseConv2D(3, strides=stride, depth_multiplier=c, use_bias=False, name=f"{name}_2_conv")(y)
            kernel = np.zeros((1, 1, width * c, width), "float32")
            for i in range(width):
                start = (i // c) * c * c + i % c
                kernel[:, :, start : start + c * c : c, i] = 1
            fixed = keras.initializers.Constant(0)
            gconv = layers.Conv2D(width, 1, use_bias=False, trainable=False, kernel_initializer=fixed, name=f"{name}_2_gconv")
            y = gconv(y)
            gconv.set_weights([kernel])
            y = norm(y, f"{name}_2")
            y = norm(layers.Conv2D(2 * width, 1, use_bias=False, name=f"{name}_3_conv")(y), f"{name}_3", False)
            x = layers.Activation("relu", name=f"{name}_out")(layers.Add(name=f"{name}_add")([shortcut, y]))
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return randomise(keras.Model(image, layers.Dense(classes, name="probs")(x), name="resnext"), 5)


def qubvel(blocks=(2, 1), widths=(8, 16), groups=2, classes=5, size=32):
    """classification_models: MXNet's names, a batch norm of the image, a convolution a group."""

    def norm(x, name, relu=True, **options):
        x = layers.BatchNormalization(epsilon=2e-5, name=name, **options)(x)
        return layers.Activation("relu", name=f"{name}_relu")(x) if relu else x

    x = image = layers.Input((size, size, 3), name="data")
    x = norm(x, "bn_data", False, scale=False)
    x = layers.Conv2D(widths[0] // 2, 7, strides=2, use_bias=False, name="conv0")(layers.ZeroPadding2D(3)(x))
    x = layers.MaxPooling2D(3, strides=2)(layers.ZeroPadding2D(1)(norm(x, "bn0")))
    for stage, (count, width) in enumerate(zip(blocks, widths), start=1):
        c = width // groups
        for block in range(1, count + 1):
            name, stride = f"stage{stage}_unit{block}", 2 if stage > 1 and block == 1 else 1
            shortcut = x
            if block == 1:
                shortcut = norm(layers.Conv2D(2 * width, 1, strides=stride, use_bias=False, name=f"{name}_sc")(x), f"{name}_sc_bn", False)
            y = norm(layers.Conv2D(width, 1, use_bias=False, name=f"{name}_conv1")(x), f"{name}_bn1")
            y = layers.ZeroPadding2D(1)(y)
            # A convolution of ones and zeros takes a group out: a Lambda would be code in the file.
            parts = []
            for g in range(groups):
                take = Take(g * c, (g + 1) * c)
                parts.append(layers.Conv2D(c, 3, strides=stride, use_bias=False)(take(y)))
            y = norm(layers.Concatenate()(parts), f"{name}_bn2")
            y = norm(layers.Conv2D(2 * width, 1, use_bias=False, name=f"{name}_conv3")(y), f"{name}_bn3", False)
            x = layers.Activation("relu", name=f"{name}")(layers.Add()([y, shortcut]))
    x = layers.GlobalAveragePooling2D(name="pool1")(x)
    model = keras.Model(image, layers.Dense(classes, name="fc1")(x), name="resnext")
    model = randomise(model, 6)
    mean, variance = np.array([120, 118, 105.0]), np.array([3500, 3300, 3700.0])
    model.get_layer("bn_data").set_weights([np.array([0.1, -0.2, 0.3]), mean, variance])
    return model


class Take(layers.Layer):
    """Some channels of an image."""

    def __init__(self, start, end):
        super().__init__()
        self.start, self.end = start, end

    def call(self, x):
        return x[..., self.start : self.end]

    def get_config(self):
        return {**super().get_config(), "start": self.start, "end": self.end}

    def compute_output_shape(self, shape):
        return (*shape[:-1], self.end - self.start)
